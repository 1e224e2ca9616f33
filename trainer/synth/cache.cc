#include "trainer/synth/cache.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDigestBytes = 32;

fs::path cache_folder() {
  const char* own = std::getenv("SATCHEL_CACHE");
  if (own && *own) return fs::path(own) / "voices";
  const char* shared = std::getenv("XDG_CACHE_HOME");
  if (shared && *shared) return fs::path(shared) / "satchel" / "voices";
  const char* home = std::getenv("HOME");
  return home && *home ? fs::path(home) / ".cache" / "satchel" / "voices" : fs::path();
}

}  // namespace

SpeechCache::SpeechCache() : folder_(cache_folder()) {}

// A file: SHA-256 of the rest; then for each word its number of samples (32 bits, this machine's
// byte order) and the samples.
std::optional<SpeechCache::Words> SpeechCache::find(const std::string& key) const {
  const fs::path path = folder_ / key;
  std::error_code error;
  if (folder_.empty() || !fs::exists(path, error)) return std::nullopt;
  std::vector<std::uint8_t> bytes;
  try {
    bytes = read_file(path);
  } catch (const Error&) {
    return std::nullopt;
  }
  if (bytes.size() < kDigestBytes) return std::nullopt;
  const std::span<const std::uint8_t> body = std::span(bytes).subspan(kDigestBytes);
  const Sha256Digest digest = sha256(body);
  if (!std::equal(digest.begin(), digest.end(), bytes.begin())) return std::nullopt;
  Words words;
  for (std::size_t at = 0; at + 4 <= body.size();) {
    std::uint32_t count = 0;
    std::memcpy(&count, body.data() + at, 4);
    at += 4;
    if (std::uint64_t{count} * 2 > body.size() - at) return std::nullopt;
    std::vector<std::int16_t>& word = words.emplace_back(count);
    std::memcpy(word.data(), body.data() + at, std::size_t{count} * 2);
    at += std::size_t{count} * 2;
  }
  fs::last_write_time(path, fs::file_time_type::clock::now(), error);
  return words;
}

void SpeechCache::keep(const std::string& key, const Words& words) const {
  if (folder_.empty()) return;
  std::vector<std::uint8_t> bytes(kDigestBytes);
  for (const std::vector<std::int16_t>& word : words) {
    const auto count = static_cast<std::uint32_t>(word.size());
    const std::size_t at = bytes.size();
    bytes.resize(at + 4 + word.size() * 2);
    std::memcpy(bytes.data() + at, &count, 4);
    std::memcpy(bytes.data() + at + 4, word.data(), word.size() * 2);
  }
  const Sha256Digest digest = sha256(std::span(bytes).subspan(kDigestBytes));
  std::copy(digest.begin(), digest.end(), bytes.begin());
  try {
    write_file_atomically(folder_ / key, bytes);
  } catch (const Error&) {
    // A cache that cannot be written is no reason to stop.
  }
}

void SpeechCache::shrink(std::uintmax_t bytes) const {
  struct Kept {
    fs::file_time_type used;
    std::uintmax_t size;
    fs::path path;
  };
  std::vector<Kept> files;
  std::uintmax_t total = 0;
  std::error_code error;
  if (folder_.empty()) return;
  for (fs::directory_iterator it(folder_, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    Kept kept{it->last_write_time(ignored), it->file_size(ignored), it->path()};
    if (ignored) continue;
    total += kept.size;
    files.push_back(std::move(kept));
  }
  std::sort(files.begin(), files.end(),
            [](const Kept& a, const Kept& b) { return a.used < b.used; });
  for (const Kept& kept : files) {
    if (total <= bytes) break;
    if (fs::remove(kept.path, error)) total -= kept.size;
  }
}

}  // namespace satchel
