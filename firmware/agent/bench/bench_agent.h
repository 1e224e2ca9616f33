#pragma once

#include "firmware/agent/agent.h"
#include "firmware/agent/bench/bench_group.h"

namespace satchel {

// The agent of the bench image: a kit's, and the bench group. Everything is borrowed and outlives
// it.
class BenchAgent {
 public:
  BenchAgent(const KitFacts& facts, const StackBounds& stack, const KitPorts& ports,
             const KitMemory& memory, Meter& meter, Link& link, const ServerBuffers& packets)
      : agent(facts, ports, memory, link, packets),
        bench_({facts.board, stack, facts.plan.slots.slot_bytes,
                static_cast<uint32_t>(facts.firmware.code.size)},
               agent.kit.updates, agent.kit.prover, agent.kit.capabilities(), memory.work, meter) {
    agent.add(bench_);
  }

  Agent agent;

 private:
  BenchGroup bench_;
};

}  // namespace satchel
