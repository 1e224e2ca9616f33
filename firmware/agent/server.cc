#include "firmware/agent/server.h"

namespace satchel {
namespace {

constexpr size_t kReadAtOnce = 64;

// Version 2 names the group of an error that is the group's own; all else is SMP's "rc".
void write_error(const SmpHeader& request, const Outcome& outcome, CborWriter& answer) {
  if (request.version != kSmpVersion1 && outcome.group_error() != 0) {
    answer.write_text("err");
    answer.begin_map();
    answer.pair_unsigned("group", request.group);
    answer.pair_unsigned("rc", outcome.group_error());
    answer.end();
  } else {
    answer.pair_unsigned("rc", static_cast<uint8_t>(outcome.result()));
  }
}

}  // namespace

Server::Server(Link& link, Group* const* groups, const size_t& group_count,
               const ServerBuffers& buffers)
    : link_(link),
      groups_(groups),
      group_count_(group_count),
      buffers_(buffers),
      decoder_(buffers.request, buffers.request_bytes) {}

void Server::poll() {
  uint8_t bytes[kReadAtOnce];
  while (const size_t size = link_.read(bytes, sizeof(bytes))) {
    for (size_t i = 0; i < size; ++i) {
      if (decoder_.feed(bytes[i])) handle_packet();
    }
  }
}

void Server::handle_packet() {
  const uint8_t* at = decoder_.message();
  size_t left = decoder_.size();
  SmpHeader request;
  while (decode(at, left, &request)) {
    handle_message(request, at + kSmpHeaderBytes);
    const size_t used = kSmpHeaderBytes + request.length;
    at += used;
    left -= used;
  }
}

Outcome Server::dispatch(const SmpHeader& request, const uint8_t* payload, CborWriter& answer,
                         Group** used) {
  if (request.version > kSmpVersion2) return fail(SmpResult::kVersionTooNew);
  if (!is_request(request.op)) return fail(SmpResult::kNotSupported);
  for (size_t i = 0; i < group_count_; ++i) {
    if (groups_[i]->id() != request.group) continue;
    const CborMap map(payload, request.length);
    if (!map.valid()) return fail(SmpResult::kInvalidValue);
    *used = groups_[i];
    return groups_[i]->handle(request, map, answer);
  }
  return fail(SmpResult::kNotSupported);
}

void Server::handle_message(const SmpHeader& request, const uint8_t* payload) {
  CborWriter answer(buffers_.answer + kSmpHeaderBytes, buffers_.answer_bytes - kSmpHeaderBytes);
  answer.begin_map();
  const size_t start = answer.size();
  Group* group = nullptr;
  Outcome outcome = dispatch(request, payload, answer, &group);
  if (outcome.ok()) {
    answer.end();
    if (!answer.ok()) outcome = fail(SmpResult::kResponseTooLarge);
  }
  if (!outcome.ok()) {
    if (!outcome.detailed()) answer.rewind(start);
    write_error(request, outcome, answer);
    answer.end();
  }
  SmpHeader header = request;
  header.version = request.version > kSmpVersion2 ? kSmpVersion2 : request.version;
  header.op = is_request(request.op) ? response_to(request.op) : request.op;
  header.flags = 0;
  header.length = static_cast<uint16_t>(answer.size());
  encode(header, buffers_.answer);
  send(kSmpHeaderBytes + answer.size());
  if (group != nullptr) group->after_answer();
}

void Server::send(size_t size) {
  SmpLineEncoder encoder(buffers_.answer, size);
  uint8_t line[kSmpLineBytes];
  while (const size_t length = encoder.next(line)) link_.write(line, length);
}

}  // namespace satchel
