#include "firmware/boards/mps2/bench.h"

#include "firmware/agent/bench_kit.h"
#include "firmware/boards/mps2/ports.h"
#include "firmware/crypto/sodium_hash.h"
#include "firmware/hal/memory_flash.h"

extern "C" {
extern const uint32_t stack_bottom, stack_top;
extern const uint8_t code_start, code_end;
}

namespace satchel::mps2 {
namespace {

// As board.toml has them.
constexpr FlashGeometry kFlash = {16u << 20, 4096, 4};
constexpr uintptr_t kFlashAddress = 0x21000000;
constexpr SlotTable kSlots = {0, 1u << 20, 4};

alignas(16) uint8_t request[2048];
alignas(16) uint8_t answer[2048];
alignas(16) uint8_t workspace[1u << 20];

}  // namespace

int run_bench(const char* board, const char* processor, Target target) {
  UartLink link;
  TimerMeter meter;
  SystemReset reset;
  SodiumHash hash;
  MemoryFlash flash(reinterpret_cast<uint8_t*>(kFlashAddress), kFlash);
  BenchKit kit(
      {"Satchel", SATCHEL_VERSION, board, processor},
      {board, {&stack_bottom, &stack_top}, static_cast<uint32_t>(&code_end - &code_start)}, target,
      kSlots, {link, flash, meter, hash, &reset},
      {{request, sizeof(request), answer, sizeof(answer)}, {workspace, sizeof(workspace)}});
  kit.run();
  return 0;
}

}  // namespace satchel::mps2
