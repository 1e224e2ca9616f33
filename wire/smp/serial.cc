#include "wire/smp/serial.h"

#include "wire/smp/base64.h"

namespace satchel {
namespace {

constexpr uint8_t kFirst[2] = {0x06, 0x09};
constexpr uint8_t kContinued[2] = {0x04, 0x14};
constexpr size_t kLengthBytes = 2;
constexpr size_t kCrcBytes = 2;

}  // namespace

uint16_t crc16(const uint8_t* bytes, size_t size, uint16_t crc) {
  for (size_t i = 0; i < size; ++i) {
    // One byte without a table: the polynomial x^16 + x^12 + x^5 + 1 folded by hand.
    uint32_t x = (static_cast<uint32_t>(crc) >> 8 ^ bytes[i]) & 0xff;
    x ^= x >> 4;
    crc = static_cast<uint16_t>(static_cast<uint32_t>(crc) << 8 ^ x << 12 ^ x << 5 ^ x);
  }
  return crc;
}

SmpLineEncoder::SmpLineEncoder(const uint8_t* message, size_t size)
    : message_(message), size_(size), crc_(crc16(message, size)) {}

uint8_t SmpLineEncoder::packet_byte(size_t index) const {
  const size_t length = size_ + kCrcBytes;
  if (index == 0) return static_cast<uint8_t>(length >> 8);
  if (index == 1) return static_cast<uint8_t>(length);
  index -= kLengthBytes;
  if (index < size_) return message_[index];
  return static_cast<uint8_t>(index == size_ ? crc_ >> 8 : crc_);
}

size_t SmpLineEncoder::next(uint8_t* out) {
  const size_t total = kLengthBytes + size_ + kCrcBytes;
  if (sent_ == total) return 0;
  const uint8_t* start = sent_ == 0 ? kFirst : kContinued;
  out[0] = start[0];
  out[1] = start[1];
  size_t raw_size = total - sent_;
  if (raw_size > kSmpLineRawBytes) raw_size = kSmpLineRawBytes;
  uint8_t raw[kSmpLineRawBytes];
  for (size_t i = 0; i < raw_size; ++i) raw[i] = packet_byte(sent_ + i);
  base64_encode(raw, raw_size, out + 2);
  sent_ += raw_size;
  const size_t end = 2 + base64_length(raw_size);
  out[end] = '\n';
  return end + 1;
}

void SmpLineDecoder::reset() {
  drop();
  previous_ = 0;
}

// Forgets the packet; a line that goes on is text from here.
void SmpLineDecoder::drop() {
  state_ = State::kText;
  in_packet_ = false;
  received_ = 0;
  length_ = 2;
}

bool SmpLineDecoder::start_line(uint8_t byte) {
  const bool first = previous_ == kFirst[0] && byte == kFirst[1];
  const bool continued = previous_ == kContinued[0] && byte == kContinued[1];
  previous_ = byte;
  if (!first && !(continued && in_packet_)) return false;
  if (first) {
    drop();
    in_packet_ = true;
  }
  state_ = State::kLine;
  line_padded_ = false;
  quad_size_ = 0;
  return true;
}

bool SmpLineDecoder::append(uint8_t byte) {
  if (received_ < kLengthBytes) {
    length_ = static_cast<uint16_t>(length_ << 8 | byte);
    ++received_;
    // Whether a whole packet fits is known before its first byte is kept.
    return received_ < kLengthBytes || (length_ >= kCrcBytes && length_ <= capacity_);
  }
  if (received_ - kLengthBytes == length_) return false;
  buffer_[received_++ - kLengthBytes] = byte;
  return true;
}

void SmpLineDecoder::take_quad() {
  uint8_t bytes[3];
  const size_t count = line_padded_ ? 0 : base64_decode_quad(quad_, bytes);
  quad_size_ = 0;
  if (count == 0) return drop();
  line_padded_ = count < 3;
  if (received_ == 0) length_ = 0;
  for (size_t i = 0; i < count; ++i) {
    if (!append(bytes[i])) return drop();
  }
}

bool SmpLineDecoder::end_line() {
  state_ = State::kText;
  if (quad_size_ != 0) {
    drop();
    return false;
  }
  if (received_ < kLengthBytes || received_ - kLengthBytes < length_) return false;
  // The CRC over message and CRC together leaves nothing.
  const bool whole = crc16(buffer_, length_) == 0;
  in_packet_ = false;
  received_ = 0;
  if (!whole) length_ = 2;
  return whole;
}

bool SmpLineDecoder::feed(uint8_t byte) {
  if (state_ == State::kText) {
    start_line(byte);
    return false;
  }
  previous_ = byte;
  if (is_base64(byte)) {
    quad_[quad_size_++] = byte;
    if (quad_size_ == 4) take_quad();
    return false;
  }
  if (byte == '\n') return end_line();
  if (byte == '\r') return false;
  drop();
  return false;
}

}  // namespace satchel
