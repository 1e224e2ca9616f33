// A serial line of any bytes: the decoder gives out whole messages or nothing, and a message that
// is sent again arrives as it was.

#include <cstdlib>
#include <vector>

#include "wire/smp/message.h"
#include "wire/smp/serial.h"

using namespace satchel;

namespace {

using Bytes = std::vector<uint8_t>;

constexpr size_t kCapacity = 600;

void check(bool good) {
  if (!good) std::abort();
}

std::vector<Bytes> messages_in(const uint8_t* data, size_t size) {
  Bytes buffer(kCapacity);
  SmpLineDecoder decoder(buffer.data(), buffer.size());
  std::vector<Bytes> found;
  for (size_t i = 0; i < size; ++i) {
    if (!decoder.feed(data[i])) continue;
    check(decoder.size() <= kCapacity - 2);
    found.emplace_back(decoder.message(), decoder.message() + decoder.size());
  }
  return found;
}

Bytes lines_of(const Bytes& message) {
  Bytes line;
  SmpLineEncoder encoder(message.data(), message.size());
  uint8_t part[kSmpLineBytes];
  while (const size_t size = encoder.next(part)) line.insert(line.end(), part, part + size);
  return line;
}

void try_message(const Bytes& message) {
  const Bytes line = lines_of(message);
  const std::vector<Bytes> again = messages_in(line.data(), line.size());
  check(again.size() == 1 && again[0] == message);
  SmpHeader header;
  if (!decode(message.data(), message.size(), &header)) return;
  check(kSmpHeaderBytes + header.length <= message.size());
  Bytes bytes(kSmpHeaderBytes + header.length);
  encode(header, bytes.data());
  SmpHeader back;
  check(decode(bytes.data(), bytes.size(), &back));
  check(back.version == header.version && back.op == header.op && back.flags == header.flags &&
        back.length == header.length && back.group == header.group &&
        back.sequence == header.sequence && back.command == header.command);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  for (const Bytes& message : messages_in(data, size)) try_message(message);
  // The bytes as a message of their own: past the CRC that random lines never meet.
  if (size <= kCapacity - 2) try_message(Bytes(data, data + size));
  return 0;
}
