#pragma once

#include <cstdio>
#include <exception>

#include "firmware/agent/kit.h"
#include "firmware/boards/emulated/hand_channel.h"
#include "firmware/boards/emulated/quiet_room.h"
#include "firmware/boards/linux/ports.h"
#include "firmware/crypto/sodium_ed25519.h"
#include "firmware/crypto/sodium_hash.h"
#include "firmware/crypto/sodium_sealer.h"

namespace satchel::linux_board {

// As board.toml has them.
inline constexpr FlashGeometry kFlash = {24u << 20, 4096, 1};
inline constexpr FlashPlan kPlan = {
    {0, 16u << 10, 3}, {64u << 10, 2u << 20, 4}, {(16u << 20) + (64u << 10), 64u << 10, 8}};

// Every port of the board, for whichever program: PROGRAM LINE-SOCKET FLASH HAND-SOCKET.
struct Board {
  explicit Board(char** arguments)
      : line(arguments[1]),
        hand_line(arguments[3]),
        memory(arguments[2], kFlash.size),
        flash(memory.data(), kFlash),
        power(line, hand_line, arguments),
        code(program_bytes()) {}

  SocketLink line;
  SocketLink hand_line;
  HandChannel hand{hand_line};
  MappedFile memory;
  MemoryFlash flash;
  SteadyClock clock;
  SystemEntropy entropy;
  ProcessPower power;
  SodiumHash hash;
  SodiumEd25519 ed25519;
  SodiumSealer sealer{entropy};
  std::vector<uint8_t> code;
  uint8_t unit[8];
  uint8_t sample_unit[8];

  KitFacts facts() const {
    return {"linux", "host", Target::kHost, {SATCHEL_VERSION, {code.data(), code.size()}}, kPlan};
  }
  KitPorts ports(Sensor* sensor) {
    return {flash, clock,   entropy, hand,   hand,   power,
            hash,  ed25519, sealer,  sealer, sensor, nullptr};
  }
};

// main() of both programs: `run` gets the arguments and does not return.
inline int run_program(int count, char** arguments, void (*run)(char** arguments)) {
  if (count != 4) {
    std::fprintf(stderr, "usage: %s LINE-SOCKET FLASH HAND-SOCKET\n", arguments[0]);
    return 2;
  }
  try {
    run(arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", arguments[0], error.what());
    return 1;
  }
  return 0;
}

}  // namespace satchel::linux_board
