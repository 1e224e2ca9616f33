#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "base/unique_fd.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void throw_read_error(const fs::path& path, int error) {
  const std::string hint = error == ENOENT   ? "Check the path."
                           : error == EACCES ? "Check who may read it."
                                             : "";
  throw Error(Exit::kUnusable, "cannot read " + path.string() + ": " + std::strerror(error), hint);
}

[[noreturn]] void throw_write_error(const fs::path& path, std::size_t size, int error) {
  if (error == ENOSPC || error == EDQUOT) {
    throw Error(Exit::kFailed,
                "the disk is full: " + path.string() + " (" + std::to_string(size) +
                    " bytes) was not written",
                "Free some space or choose another folder, then run the same command again.");
  }
  const std::string hint = error == EACCES || error == EROFS || error == EPERM
                               ? "Choose a folder that you may write to."
                               : "";
  throw Error(Exit::kFailed, "cannot write " + path.string() + ": " + std::strerror(error), hint);
}

// Returns 0, or the errno of the call that failed.
int write_all(int fd, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return 0;
}

// Reads until the end or until `out` holds more than `limit` bytes.
template <typename Container>
void read_all(const fs::path& path, std::uint64_t limit, Container& out) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info = {};
  if (!fd.valid() || ::fstat(fd.get(), &info) != 0) throw_read_error(path, errno);
  if (S_ISDIR(info.st_mode)) {
    throw Error(Exit::kUnusable, path.string() + " is a folder, not a file", "Name a file in it.");
  }
  const auto refuse_size = [&] {
    throw Error(Exit::kUnusable, path.string() + " is larger than " + std::to_string(limit) +
                                     " bytes, the most that is read here");
  };
  const auto expected = static_cast<std::uint64_t>(info.st_size);
  if (S_ISREG(info.st_mode) && expected > limit) refuse_size();
  std::size_t size = 0;
  out.resize(S_ISREG(info.st_mode) ? expected + 1 : 65536);  // + 1: the end shows without growing
  for (;;) {
    const ssize_t got = ::read(fd.get(), out.data() + size, out.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_read_error(path, errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
    if (size > limit) refuse_size();
    if (size == out.size()) out.resize(2 * out.size());
  }
  out.resize(size);
}

void write_in_place(const fs::path& path, std::span<const std::uint8_t> bytes) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd.valid()) throw_write_error(path, bytes.size(), errno);
  if (const int error = write_all(fd.get(), bytes)) throw_write_error(path, bytes.size(), error);
}

// Writes and syncs `temporary`, whose descriptor is `fd`, then gives it the name `path`.
int write_and_rename(int fd, const std::string& temporary, const fs::path& path,
                     std::span<const std::uint8_t> bytes) {
  if (const int error = write_all(fd, bytes)) return error;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  if (::fchmod(fd, 0666 & ~mask) != 0) return errno;
  if (::fsync(fd) != 0) return errno;
  if (::rename(temporary.c_str(), path.c_str()) != 0) return errno;
  return 0;
}

// Likewise, as mkostemp made it: mode 0600. A link, unlike a rename, fails when the name is taken.
int write_and_link(int fd, const std::string& temporary, const fs::path& path,
                   std::span<const std::uint8_t> bytes) {
  if (const int error = write_all(fd, bytes)) return error;
  if (::fsync(fd) != 0) return errno;
  if (::link(temporary.c_str(), path.c_str()) != 0) return errno;
  ::unlink(temporary.c_str());
  return 0;
}

// A name is durable only when its folder is. Some file systems cannot sync a folder: no error.
void sync_folder_of(const fs::path& path) {
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.valid()) ::fsync(fd.get());
}

}  // namespace

std::vector<std::uint8_t> read_file(const fs::path& path, std::uint64_t limit) {
  std::vector<std::uint8_t> bytes;
  read_all(path, limit, bytes);
  return bytes;
}

std::string read_text_file(const fs::path& path, std::uint64_t limit) {
  std::string text;
  read_all(path, limit, text);
  return text;
}

void write_file_atomically(const fs::path& path, std::span<const std::uint8_t> bytes) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (fs::is_directory(status)) throw_write_error(path, bytes.size(), EISDIR);
  if (fs::exists(status) && !fs::is_regular_file(status)) return write_in_place(path, bytes);

  std::error_code error;
  const fs::path real =
      fs::is_symlink(path, ignored) ? path.parent_path() / fs::read_symlink(path, error) : path;
  if (!error && real.has_parent_path()) fs::create_directories(real.parent_path(), error);
  if (error) throw_write_error(path, bytes.size(), error.value());

  std::string temporary = real.string() + ".XXXXXX";
  const UniqueFd fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd.valid()) throw_write_error(path, bytes.size(), errno);
  if (const int failed = write_and_rename(fd.get(), temporary, real, bytes)) {
    ::unlink(temporary.c_str());
    throw_write_error(path, bytes.size(), failed);
  }
  sync_folder_of(real);
}

void write_secret_file(const fs::path& path, std::span<const std::uint8_t> bytes) {
  std::error_code error;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  if (error) throw_write_error(path, bytes.size(), error.value());
  std::string temporary = path.string() + ".XXXXXX";
  const UniqueFd fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd.valid()) throw_write_error(path, bytes.size(), errno);
  if (const int failed = write_and_link(fd.get(), temporary, path, bytes)) {
    ::unlink(temporary.c_str());
    if (failed == EEXIST) {
      throw Error(Exit::kUnusable, path.string() + " exists already and is not replaced",
                  "Choose another name, or move the old file away first.");
    }
    throw_write_error(path, bytes.size(), failed);
  }
  sync_folder_of(path);
}

void write_file_atomically(const fs::path& path, std::string_view text) {
  write_file_atomically(path,
                        std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "satchel.XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw_write_error(name, 0, errno);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace satchel
