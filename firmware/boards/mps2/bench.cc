#include "firmware/agent/bench/bench_agent.h"
#include "firmware/boards/mps2/board.h"

namespace satchel::mps2 {
namespace {

alignas(16) uint8_t request[2048];
alignas(16) uint8_t answer[2048];
alignas(16) uint8_t workspace[1u << 20];

}  // namespace

void run_bench(const Model& model) {
  Board board;
  BenchPower power(board.line);
  TimerMeter meter;
  BenchAgent bench(board.facts(model), {&stack_bottom, &stack_top},
                   board.ports(power, nullptr, nullptr),
                   {{workspace, sizeof(workspace)}, board.unit, board.sample_unit, {}}, meter,
                   board.line, {request, sizeof(request), answer, sizeof(answer)});
  bench.agent.run();
}

}  // namespace satchel::mps2
