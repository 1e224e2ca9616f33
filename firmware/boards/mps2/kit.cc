#include "firmware/agent/agent.h"
#include "firmware/boards/mps2/board.h"

namespace satchel::mps2 {
namespace {

alignas(16) uint8_t request[1024];
alignas(16) uint8_t answer[1024];
int16_t audio[16'000];  // a second
alignas(16) uint8_t workspace[1u << 20];

}  // namespace

void run_kit(const Model& model) {
  Board board;
  BoardPower power(board.line, board.hand_line);
  QuietRoom room(board.clock);
  CmsdkWatchdog watchdog;
  // Static, so that what it takes of the RAM stands in the linker's map.
  static Agent agent(
      board.facts(model), board.ports(power, &room, &watchdog),
      {{workspace, sizeof(workspace)}, board.unit, board.sample_unit, {audio, 16'000}}, board.line,
      {request, sizeof(request), answer, sizeof(answer)});
  agent.run();
}

}  // namespace satchel::mps2
