#pragma once

#include "firmware/agent/kit.h"
#include "firmware/boards/emulated/hand_channel.h"
#include "firmware/boards/emulated/quiet_room.h"
#include "firmware/boards/mps2/ports.h"
#include "firmware/crypto/sodium_ed25519.h"
#include "firmware/crypto/sodium_hash.h"
#include "firmware/crypto/sodium_sealer.h"
#include "firmware/hal/memory_flash.h"
#include "firmware/hal/stack.h"

extern "C" {
extern const uint32_t stack_bottom, stack_top;
extern const uint8_t code_start, code_end;
}

namespace satchel::mps2 {

// The boards differ in these.
struct Model {
  const char* board;
  const char* processor;
  Target target;
};

// As board.toml has them.
inline constexpr FlashGeometry kFlash = {16u << 20, 4096, 4};
inline constexpr uintptr_t kFlashAddress = 0x21000000;
inline constexpr FlashPlan kPlan = {
    {0, 16u << 10, 3}, {64u << 10, 1u << 20, 4}, {(8u << 20) + (64u << 10), 64u << 10, 8}};

// Every port of the board, for whichever image.
struct Board {
  UartLink line{Uart::kLine};
  UartLink hand_line{Uart::kHand};
  HandChannel hand{hand_line};
  HundredthsClock clock;
  SodiumHash hash;
  SodiumEd25519 ed25519;
  SodiumSealer sealer{hand};
  MemoryFlash flash{reinterpret_cast<uint8_t*>(kFlashAddress), kFlash};
  alignas(8) uint8_t unit[8];
  alignas(8) uint8_t sample_unit[8];

  KitFacts facts(const Model& model) const {
    const ByteView code = {&code_start, static_cast<size_t>(&code_end - &code_start)};
    return {model.board, model.processor, model.target, {SATCHEL_VERSION, code}, kPlan};
  }
  KitPorts ports(Power& power, Sensor* sensor, Watchdog* watchdog) {
    return {flash, clock, hand, hand, hand, power, hash, ed25519, sealer, sealer, sensor, watchdog};
  }
};

// The images: what goes to a learner, and the bench's. They do not return.
void run_kit(const Model& model);
void run_bench(const Model& model);

}  // namespace satchel::mps2
