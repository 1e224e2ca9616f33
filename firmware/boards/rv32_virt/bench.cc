#include "firmware/agent/bench/bench_agent.h"
#include "firmware/boards/rv32_virt/board.h"

namespace {

alignas(16) uint8_t request[2048];
alignas(16) uint8_t answer[2048];
alignas(16) uint8_t workspace[1u << 20];

}  // namespace

int main() {
  using namespace satchel;
  rv32_virt::Board board;
  rv32_virt::BenchPower power(board.line);
  rv32_virt::RetiredMeter meter;
  BenchAgent bench(board.facts(), {&stack_bottom, &stack_top}, board.ports(power, nullptr, nullptr),
                   {{workspace, sizeof(workspace)}, board.unit, board.sample_unit, {}}, meter,
                   board.line, {request, sizeof(request), answer, sizeof(answer)});
  bench.agent.run();
  return 0;
}
