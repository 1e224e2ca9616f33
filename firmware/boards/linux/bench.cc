// The bench image as a process.
#include "firmware/agent/bench/bench_agent.h"
#include "firmware/boards/linux/board.h"

namespace {

alignas(16) uint8_t request[2048];
alignas(16) uint8_t answer[2048];
alignas(16) uint8_t workspace[4u << 20];

void run(char** arguments) {
  using namespace satchel;
  linux_board::Board board(arguments);
  linux_board::ClockMeter meter;
  BenchAgent bench(board.facts(), {}, board.ports(nullptr),
                   {{workspace, sizeof(workspace)}, board.unit, board.sample_unit, {}}, meter,
                   board.line, {request, sizeof(request), answer, sizeof(answer)});
  bench.agent.run();
}

}  // namespace

int main(int argc, char** argv) {
  return satchel::linux_board::run_program(argc, argv, run);
}
