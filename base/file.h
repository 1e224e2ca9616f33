#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace satchel {

// Whole files, in and out. Every failure is an Error that names the file and what to do about it.

// Nothing that Satchel reads at once is larger, so a wrong path (a disk image, /dev/zero) stops
// early.
inline constexpr std::uint64_t kDefaultFileLimit = 256u << 20;  // bytes

// Reads `path` to its end; it may also be a pipe. Throws Exit::kUnusable when the file is missing,
// a directory, unreadable, or longer than `limit` bytes.
std::vector<std::uint8_t> read_file(const std::filesystem::path& path,
                                    std::uint64_t limit = kDefaultFileLimit);
std::string read_text_file(const std::filesystem::path& path,
                           std::uint64_t limit = kDefaultFileLimit);

// Writes `path` so that a reader, a crash or a full disk finds the old content or the new one,
// never a part: a temporary file beside it, fsync, rename. Missing parent folders are made. A
// symbolic link is followed; a device or pipe (/dev/stdout) is written as it is. Throws
// Exit::kFailed and leaves no temporary file behind.
void write_file_atomically(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);
void write_file_atomically(const std::filesystem::path& path, std::string_view text);

// The same for a secret: only its owner may read the file (mode 0600), at no moment anybody else,
// and it replaces nothing. Throws Exit::kUnusable when `path` exists.
void write_secret_file(const std::filesystem::path& path, std::span<const std::uint8_t> bytes);

// A folder of its own under the system's temporary folder, removed with all its content at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace satchel
