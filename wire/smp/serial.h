#pragma once

#include <stddef.h>
#include <stdint.h>

// SMP's serial transport ("SMP over console"): a packet is a two-byte length, the message and its
// CRC, base64-encoded and cut into lines that console text may stand around. Source of the format:
// Zephyr, doc/services/device_mgmt/smp_transport.rst.
namespace satchel {

inline constexpr size_t kSmpLineBytes = 127;  // with two start bytes and the newline
inline constexpr size_t kSmpLineRawBytes = (kSmpLineBytes - 3) / 4 * 3;
inline constexpr size_t kSmpPacketOverhead = 4;  // length and CRC

// CRC-16/XMODEM: polynomial 0x1021, initial value 0, not reflected; of "123456789" it is 0x31c3.
uint16_t crc16(const uint8_t* bytes, size_t size, uint16_t crc = 0);

// Cuts one message into lines, filling each as far as it goes. The message is borrowed and must
// outlive the encoder.
class SmpLineEncoder {
 public:
  // A message holds at most 65,533 bytes: the length field counts it with its CRC.
  SmpLineEncoder(const uint8_t* message, size_t size);

  // Writes the next line, start bytes and newline included, into room for kSmpLineBytes. Returns
  // its length, 0 after the last line.
  size_t next(uint8_t* out);

 private:
  uint8_t packet_byte(size_t index) const;

  const uint8_t* message_;
  size_t size_;
  uint16_t crc_;
  size_t sent_ = 0;
};

// Finds messages in a stream of bytes: console text, half lines and damaged packets are passed
// over. Start bytes are found anywhere, lines of any length are taken, and a packet is given out
// only when its length and CRC hold. It keeps one packet in a buffer that the caller owns.
class SmpLineDecoder {
 public:
  // The longest message is capacity - 2 bytes: its CRC is kept with it.
  SmpLineDecoder(uint8_t* buffer, size_t capacity) : buffer_(buffer), capacity_(capacity) {}

  // Takes the next byte. True when it completed a message, which message() and size() then show
  // until the next call.
  bool feed(uint8_t byte);

  const uint8_t* message() const { return buffer_; }
  size_t size() const { return length_ - 2u; }

  // Forgets a packet that was begun.
  void reset();

 private:
  enum class State : uint8_t { kText, kLine };

  bool start_line(uint8_t byte);
  bool end_line();
  void take_quad();
  bool append(uint8_t byte);
  void drop();

  uint8_t* buffer_;
  size_t capacity_;
  State state_ = State::kText;
  uint8_t previous_ = 0;      // in text: the byte before, to find the two start bytes
  bool in_packet_ = false;    // a first line came, so that a continuation makes sense
  bool line_padded_ = false;  // '=' ends a line's data
  uint8_t quad_[4] = {};
  uint8_t quad_size_ = 0;
  size_t received_ = 0;  // bytes of the packet so far, its two length bytes included
  uint16_t length_ = 2;  // what those two bytes say: message and CRC
};

}  // namespace satchel
