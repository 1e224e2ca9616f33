#include "firmware/agent/agent.h"
#include "firmware/boards/rv32_virt/board.h"

namespace {

alignas(16) uint8_t request[1024];
alignas(16) uint8_t answer[1024];
int16_t audio[16'000];  // a second
alignas(16) uint8_t workspace[1u << 20];

}  // namespace

int main() {
  using namespace satchel;
  rv32_virt::Board board;
  rv32_virt::BoardPower power(board.line, board.hand_line);
  QuietRoom room(board.clock);
  // Static, so that what it takes of the RAM stands in the linker's map.
  static Agent agent(
      board.facts(), board.ports(power, &room, nullptr),
      {{workspace, sizeof(workspace)}, board.unit, board.sample_unit, {audio, 16'000}}, board.line,
      {request, sizeof(request), answer, sizeof(answer)});
  agent.run();
  return 0;
}
