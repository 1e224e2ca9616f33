#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace satchel {

// SHA-256 (FIPS 180-4), computed by OpenSSL.
using Sha256Digest = std::array<std::uint8_t, 32>;

Sha256Digest sha256(std::span<const std::uint8_t> bytes);
Sha256Digest sha256(std::string_view text);
// Any length: the file is read in pieces. Throws Exit::kUnusable when it cannot be read.
Sha256Digest sha256_file(const std::filesystem::path& path);

// For what does not lie in memory at once: update() any number of times, then finish() once.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void update(std::span<const std::uint8_t> bytes);
  Sha256Digest finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

// Lower case, two characters a byte.
std::string to_hex(std::span<const std::uint8_t> bytes);

}  // namespace satchel
