#pragma once

#include "core/kernels/tables.h"
#include "firmware/agent/bench_group.h"
#include "firmware/agent/image_group.h"
#include "firmware/agent/os_group.h"
#include "firmware/agent/server.h"

namespace satchel {

// What the agent of a board needs: the ports, and memory that the board's main program owns.
struct KitPorts {
  Link& link;
  Flash& flash;
  Meter& meter;
  Hash& hash;
  Power* power;
};

struct KitMemory {
  ServerBuffers packets;
  Workspace work;
};

// The agent of the bench image, put together: OS, image and bench groups behind one server.
// Everything is borrowed and outlives it; nothing is copied but sizes and addresses.
class BenchKit {
 public:
  BenchKit(const Identity& identity, const BenchBoard& board, Target target, const SlotTable& slots,
           const KitPorts& ports, const KitMemory& memory)
      : capabilities_{target_bit(target), kernels_for(target), memory.work.bytes},
        os_(identity, memory.packets.request_bytes + 2, ports.power),
        images_(Slots(ports.flash, slots), ports.hash, capabilities_),
        bench_(board, Slots(ports.flash, slots), images_, capabilities_, memory.work, ports.meter),
        server_(ports.link, groups_, sizeof(groups_) / sizeof(groups_[0]), memory.packets) {}
  BenchKit(const BenchKit&) = delete;
  BenchKit& operator=(const BenchKit&) = delete;

  void run() { server_.run(); }

 private:
  Capabilities capabilities_;
  OsGroup os_;
  ImageGroup images_;
  BenchGroup bench_;
  Group* groups_[3] = {&os_, &images_, &bench_};
  Server server_;
};

}  // namespace satchel
