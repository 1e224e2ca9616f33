// The kit as a process.
#include "firmware/agent/agent.h"
#include "firmware/boards/linux/board.h"

namespace {

alignas(16) uint8_t request[1024];
alignas(16) uint8_t answer[1024];
int16_t audio[16'000];  // a second
alignas(16) uint8_t workspace[4u << 20];

void run(char** arguments) {
  using namespace satchel;
  linux_board::Board board(arguments);
  QuietRoom room(board.clock);
  Agent agent(board.facts(), board.ports(&room),
              {{workspace, sizeof(workspace)}, board.unit, board.sample_unit, {audio, 16'000}},
              board.line, {request, sizeof(request), answer, sizeof(answer)});
  agent.run();
}

}  // namespace

int main(int argc, char** argv) {
  return satchel::linux_board::run_program(argc, argv, run);
}
