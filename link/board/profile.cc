#include "link/board/profile.h"

#include <toml++/toml.h>
#include <algorithm>
#include <cstdlib>
#include <set>

#include "base/error.h"
#include "base/process.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProfileName = "board.toml";
constexpr int kLevelsUp = 5;  // from a test's folder to the build's parent

[[noreturn]] void refuse(const fs::path& file, const std::string& what) {
  throw Error(Exit::kUnusable, file.string() + ": " + what);
}

template <typename T>
T value_of(const toml::table& table, const fs::path& file, const char* section, const char* key) {
  const std::optional<T> value = table[section][key].value<T>();
  if (!value)
    refuse(file, std::string("[") + section + "] " + key + " is missing or of another kind");
  return *value;
}

uint32_t bytes_of(const toml::table& table, const fs::path& file, const char* section,
                  const char* key) {
  const int64_t value = value_of<int64_t>(table, file, section, key);
  if (value < 0 || value > UINT32_MAX) refuse(file, std::string(key) + " is out of range");
  return static_cast<uint32_t>(value);
}

double figure_of(const toml::table& table, const fs::path& file, const char* key) {
  const std::optional<double> value = table["energy"][key].value<double>();
  if (!value || *value <= 0) {
    refuse(file, std::string("[energy] ") + key + " is missing or no positive number");
  }
  return *value;
}

EnergyFigures energy_of(const toml::table& table, const fs::path& file) {
  EnergyFigures energy;
  if (!table.contains("energy")) return energy;
  energy.stands_for = value_of<std::string>(table, file, "energy", "stands_for");
  energy.clock_hz = figure_of(table, file, "clock_hz");
  energy.volts = figure_of(table, file, "volts");
  energy.running_ma = figure_of(table, file, "running_ma");
  energy.asleep_ma = figure_of(table, file, "asleep_ma");
  energy.sensor_ma = figure_of(table, file, "sensor_ma");
  energy.battery_mwh = figure_of(table, file, "battery_mwh");
  energy.cycles_per_instruction = figure_of(table, file, "cycles_per_instruction");
  energy.front_end_instructions = figure_of(table, file, "front_end_instructions");
  return energy;
}

// A list of texts in [emulator]; empty when it is not there.
std::vector<std::string> words_of(const toml::table& table, const fs::path& file, const char* key) {
  std::vector<std::string> words;
  const toml::array* list = table["emulator"][key].as_array();
  if (list == nullptr) return words;
  for (const toml::node& word : *list) {
    if (!word.is_string()) {
      refuse(file, std::string("[emulator] ") + key + " holds something else than texts");
    }
    words.push_back(word.ref<std::string>());
  }
  return words;
}

// Folders that may be a board's image, the most wanted first.
std::vector<fs::path> candidates(const std::string& name) {
  std::vector<fs::path> places;
  if (const char* folder = std::getenv("SATCHEL_BOARDS")) places.push_back(fs::path(folder) / name);
  fs::path up = program_folder();
  for (int level = 0; level < kLevelsUp && up.has_relative_path(); ++level, up = up.parent_path()) {
    places.push_back(up / name / "image");
    places.push_back(up / "image");
  }
  places.push_back(program_folder().parent_path() / "share/satchel/boards" / name);
  return places;
}

bool is_board(const fs::path& folder, const std::string& name) {
  if (!fs::is_regular_file(folder / kProfileName)) return false;
  return read_profile(folder / kProfileName).name == name;
}

}  // namespace

BoardProfile read_profile(const fs::path& file) {
  toml::table table;
  try {
    table = toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    refuse(file, std::string(error.description()));
  }
  BoardProfile profile;
  profile.image = file.parent_path();
  profile.name = value_of<std::string>(table, file, "board", "name");
  profile.title = value_of<std::string>(table, file, "board", "title");
  profile.target = value_of<std::string>(table, file, "board", "target");
  profile.clock_hz = static_cast<uint64_t>(value_of<int64_t>(table, file, "board", "clock_hz"));
  profile.ram_bytes = bytes_of(table, file, "board", "ram_bytes");
  profile.flash_bytes = bytes_of(table, file, "flash", "bytes");
  profile.sector_bytes = bytes_of(table, file, "flash", "sector_bytes");
  profile.program_unit = bytes_of(table, file, "flash", "program_unit");
  profile.slot_bytes = bytes_of(table, file, "model", "slot_bytes");
  profile.arena_bytes = bytes_of(table, file, "model", "arena_bytes");
  profile.escape = static_cast<int>(table["emulator"]["escape"].value_or<int64_t>(-1));
  profile.energy = energy_of(table, file);
  profile.command = words_of(table, file, "command");
  profile.counting = words_of(table, file, "counting");
  return profile;
}

BoardProfile find_board(const std::string& name) {
  for (const fs::path& folder : candidates(name)) {
    if (is_board(folder, name)) return read_profile(folder / kProfileName);
  }
  std::string known;
  for (const std::string& board : known_boards()) known += (known.empty() ? "" : ", ") + board;
  throw Error(Exit::kUnavailable, "there is no firmware for a board \"" + name + "\"",
              "Boards that are built: " + (known.empty() ? "none" : known) +
                  ". Build one with: cmake --preset NAME && cmake --build build/NAME");
}

std::vector<std::string> known_boards() {
  std::set<std::string> names;
  std::vector<fs::path> parents;
  if (const char* folder = std::getenv("SATCHEL_BOARDS")) parents.emplace_back(folder);
  for (const fs::path& place : candidates("*"))
    parents.push_back(place.parent_path().parent_path());
  parents.push_back(program_folder().parent_path() / "share/satchel/boards");
  for (const fs::path& parent : parents) {
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(parent, error)) {
      for (const fs::path& folder : {entry.path(), entry.path() / "image"}) {
        if (fs::is_regular_file(folder / kProfileName, error)) {
          names.insert(read_profile(folder / kProfileName).name);
        }
      }
    }
  }
  return {names.begin(), names.end()};
}

std::optional<BoardProfile> board_for_target(const std::string& target) {
  for (const std::string& name : known_boards()) {
    BoardProfile profile = find_board(name);
    if (profile.target == target && !profile.command.empty()) return profile;
  }
  return std::nullopt;
}

}  // namespace satchel
