#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace satchel {

// Words that were spoken before, kept by a key over everything they depend on. The folder
// ($SATCHEL_CACHE, else $XDG_CACHE_HOME/satchel, else ~/.cache/satchel) may be deleted at any time;
// where it cannot be written, nothing is kept. Any thread may call any method.
class SpeechCache {
 public:
  using Words = std::vector<std::vector<std::int16_t>>;

  SpeechCache();

  // Empty when the key is not there or its file is damaged.
  std::optional<Words> find(const std::string& key) const;
  void keep(const std::string& key, const Words& words) const;
  // Deletes what was not used for the longest time, down to `bytes`.
  void shrink(std::uintmax_t bytes = std::uintmax_t{2} << 30) const;

 private:
  std::filesystem::path folder_;  // empty: none
};

}  // namespace satchel
