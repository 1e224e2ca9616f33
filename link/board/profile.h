#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "link/board/charge.h"

namespace satchel {

// What `firmware/boards/<name>/board.toml` says about a board, as the host needs it.
struct BoardProfile {
  std::string name;    // "mps2_m4"
  std::string title;   // "Arm MPS2 with a Cortex-M4 (QEMU mps2-an386)"
  std::string target;  // whose packages it runs: "m4", "host", ...
  uint64_t clock_hz = 0;
  uint32_t ram_bytes = 0;
  uint32_t flash_bytes = 0;
  uint32_t sector_bytes = 0;
  uint32_t program_unit = 0;
  uint32_t slot_bytes = 0;   // the largest package
  uint32_t arena_bytes = 0;  // the largest arena
  EnergyFigures energy;      // stands_for is empty when the profile has none
  // The command that starts the board on this machine: {image} is the folder of the firmware and of
  // this profile, {flash} the file that is the flash, {socket} the path of the Unix socket that is
  // its serial line, {hand} that of its launcher's channel, {program} the image's name. Empty for a
  // board that comes on a cable.
  std::vector<std::string> command;
  // What is added for other images than a kit's, so that their costs repeat.
  std::vector<std::string> counting;
  // A byte that the emulator would take for itself, so that the launcher sends it twice; -1 when
  // none.
  int escape = -1;

  std::filesystem::path image;  // the folder that it was read from
};

// Finds the board's image folder (board.toml and firmware): in $SATCHEL_BOARDS/<name>, in the build
// tree around the running program (build/<name>/image), or in share/satchel/boards/<name> of an
// installation. Throws Exit::kUnavailable with the places that were looked at, Exit::kUnusable when
// the profile is not readable.
BoardProfile find_board(const std::string& name);

// The names of all boards that find_board would find, sorted.
std::vector<std::string> known_boards();

// A board that this machine can start and that runs packages of `target`; empty when there is none.
std::optional<BoardProfile> board_for_target(const std::string& target);

// Reads one profile. Throws Exit::kUnusable naming the file and the key.
BoardProfile read_profile(const std::filesystem::path& file);

}  // namespace satchel
