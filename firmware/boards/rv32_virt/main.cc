#include "firmware/agent/bench_kit.h"
#include "firmware/boards/rv32_virt/cfi_flash.h"
#include "firmware/boards/rv32_virt/ports.h"
#include "firmware/crypto/sodium_hash.h"

extern "C" {
extern const uint32_t stack_bottom, stack_top;
extern const uint8_t code_start, code_end;
}

namespace {

// As board.toml has them: a slot is a record's sector of 256 KiB and 1 MiB.
constexpr satchel::SlotTable kSlots = {0, (1u << 20) + (256u << 10), 4};

alignas(16) uint8_t request[2048];
alignas(16) uint8_t answer[2048];
alignas(16) uint8_t workspace[1u << 20];

}  // namespace

int main() {
  using namespace satchel;
  rv32_virt::UartLink link;
  rv32_virt::RetiredMeter meter;
  rv32_virt::FinisherReset reset;
  rv32_virt::CfiFlash flash;
  SodiumHash hash;
  const char* board = "rv32_virt";
  BenchKit kit(
      {"Satchel", SATCHEL_VERSION, board, "rv32imac"},
      {board, {&stack_bottom, &stack_top}, static_cast<uint32_t>(&code_end - &code_start)},
      Target::kRv32, kSlots, {link, flash, meter, hash, &reset},
      {{request, sizeof(request), answer, sizeof(answer)}, {workspace, sizeof(workspace)}});
  kit.run();
  return 0;
}
