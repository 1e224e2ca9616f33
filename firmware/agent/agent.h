#pragma once

#include "firmware/agent/enumeration_group.h"
#include "firmware/agent/kit_group.h"
#include "firmware/agent/os_group.h"
#include "firmware/agent/server.h"
#include "firmware/agent/settings_group.h"

namespace satchel {

// The program on a kit: what it keeps and does, and the groups by which a cable asks for it.
// Everything is borrowed and outlives it.
class Agent {
 public:
  Agent(const KitFacts& facts, const KitPorts& ports, const KitMemory& memory, Link& link,
        const ServerBuffers& packets)
      : kit(facts, ports, memory),
        os_({"Satchel", facts.firmware.version, facts.board, facts.processor},
            packets.request_bytes + 2, &ports.power),
        images_(kit.updates, kit.time, ports.hash, kit.prover.finding(), facts.firmware,
                facts.plan.slots.slot_bytes, memory.work.bytes),
        settings_(kit),
        enumeration_(groups_, group_count_),
        kit_group_(kit),
        server_(link, groups_, group_count_, packets) {}
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  // One more group, the bench's. Before start().
  void add(Group& group) {
    if (group_count_ < kMostGroups) groups_[group_count_++] = &group;
  }

  // As after power-on. False when the kit can keep nothing: then it only says so.
  bool start() {
    running_ = kit.start();
    if (!running_) group_count_ = kGroupsInTrouble;
    return running_;
  }
  // Everything that is due now; never waits.
  void step() {
    if (running_) kit.step();
    server_.poll();
  }
  // The event loop of a board: asleep whenever nothing is due.
  void run() {
    start();
    for (;;) {
      step();
      kit.ports.power.sleep(running_ ? kit.idle() : kMostIdle);
    }
  }

  KitLogic kit;

 private:
  static constexpr size_t kMostGroups = 6;
  static constexpr size_t kGroupsInTrouble = 2;  // the first two need no flash
  static constexpr uint32_t kMostIdle = 60'000;

  OsGroup os_;
  ImageGroup images_;
  SettingsGroup settings_;
  EnumerationGroup enumeration_;
  KitGroup kit_group_;
  Group* groups_[kMostGroups] = {&os_, &kit_group_, &images_, &settings_, &enumeration_};
  size_t group_count_ = 5;
  Server server_;
  bool running_ = false;
};

}  // namespace satchel
