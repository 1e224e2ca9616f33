#pragma once

#include <stddef.h>
#include <stdint.h>

#include "firmware/agent/group.h"
#include "firmware/hal/link.h"
#include "wire/smp/serial.h"

namespace satchel {

// The memory of a server: a packet that comes in and an answer that goes out.
struct ServerBuffers {
  uint8_t* request;
  size_t request_bytes;
  uint8_t* answer;
  size_t answer_bytes;
};

// The device's end of SMP over a serial line: takes bytes, finds messages, has the groups handle
// them and sends the answers. What it gets from outside can at most be refused. It answers a frame
// that is damaged with silence, as SMP does: the client asks again.
class Server {
 public:
  // Everything is borrowed and must outlive the server.
  Server(Link& link, Group* const* groups, const size_t& group_count, const ServerBuffers& buffers);

  // Handles what has arrived; never waits.
  void poll();
  // What the OS group tells as buf_size: a whole packet, length and CRC included.
  size_t packet_bytes() const { return buffers_.request_bytes + 2; }

 private:
  void handle_packet();
  void handle_message(const SmpHeader& request, const uint8_t* payload);
  Outcome dispatch(const SmpHeader& request, const uint8_t* payload, CborWriter& answer,
                   Group** used);
  void send(size_t size);

  Link& link_;
  Group* const* groups_;
  const size_t& group_count_;
  ServerBuffers buffers_;
  SmpLineDecoder decoder_;
};

}  // namespace satchel
