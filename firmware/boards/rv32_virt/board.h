#pragma once

#include "firmware/agent/kit.h"
#include "firmware/boards/emulated/hand_channel.h"
#include "firmware/boards/emulated/quiet_room.h"
#include "firmware/boards/rv32_virt/cfi_flash.h"
#include "firmware/boards/rv32_virt/ports.h"
#include "firmware/crypto/sodium_ed25519.h"
#include "firmware/crypto/sodium_hash.h"
#include "firmware/crypto/sodium_sealer.h"
#include "firmware/hal/stack.h"

extern "C" {
extern const uint32_t stack_bottom, stack_top;
extern const uint8_t code_start, code_end;
}

namespace satchel::rv32_virt {

// As board.toml has them; sectors of 256 KiB.
inline constexpr FlashPlan kPlan = {
    {0, 256u << 10, 3}, {1u << 20, 1u << 20, 4}, {9u << 20, 256u << 10, 8}};

// Every port of the board, for whichever image.
struct Board {
  UartLink line{line_uart()};
  UartLink hand_line{hand_uart()};
  HandChannel hand{hand_line};
  TimerClock clock;
  SodiumHash hash;
  SodiumEd25519 ed25519;
  SodiumSealer sealer{hand};
  CfiFlash flash;
  alignas(8) uint8_t unit[8];
  alignas(8) uint8_t sample_unit[8];

  KitFacts facts() const {
    const ByteView code = {&code_start, static_cast<size_t>(&code_end - &code_start)};
    return {"rv32_virt", "rv32imac", Target::kRv32, {SATCHEL_VERSION, code}, kPlan};
  }
  KitPorts ports(Power& power, Sensor* sensor, Watchdog* watchdog) {
    return {flash, clock, hand, hand, hand, power, hash, ed25519, sealer, sealer, sensor, watchdog};
  }
};

}  // namespace satchel::rv32_virt
