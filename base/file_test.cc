#include "base/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <fstream>

#include "base/error.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string message_of(const std::function<void()>& action, Exit expected) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), expected);
    return error.what() + (" | " + error.hint());
  }
  ADD_FAILURE() << "no error";
  return "";
}

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST(File, ReadsBackWhatItWrote) {
  const TemporaryFolder folder;
  const std::vector<std::uint8_t> bytes = {0, 255, 10, 13, 0};
  write_file_atomically(folder.path() / "new" / "deep" / "f.bin", bytes);
  EXPECT_EQ(read_file(folder.path() / "new" / "deep" / "f.bin"), bytes);
  write_file_atomically(folder.path() / "t", std::string_view(""));
  EXPECT_EQ(read_text_file(folder.path() / "t"), "");
}

TEST(File, ReplacesWholeFilesAndLeavesNoTemporary) {
  const TemporaryFolder folder;
  write_file_atomically(folder.path() / "f", "a long first content");
  write_file_atomically(folder.path() / "f", "short");
  EXPECT_EQ(read_text_file(folder.path() / "f"), "short");
  EXPECT_EQ(entries(folder.path()), 1u);
}

TEST(File, FollowsSymbolicLinksAndDevices) {
  const TemporaryFolder folder;
  fs::create_symlink("target", folder.path() / "link");
  write_file_atomically(folder.path() / "link", "x");
  EXPECT_TRUE(fs::is_symlink(folder.path() / "link"));
  EXPECT_EQ(read_text_file(folder.path() / "target"), "x");
  write_file_atomically("/dev/null", "x");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(File, KeepsToTheUmask) {
  const TemporaryFolder folder;
  const mode_t before = ::umask(027);
  write_file_atomically(folder.path() / "f", "x");
  ::umask(before);
  EXPECT_EQ(fs::status(folder.path() / "f").permissions(), fs::perms(0640));
}

TEST(File, ASecretIsItsOwnersAndReplacesNothing) {
  const TemporaryFolder folder;
  const std::vector<std::uint8_t> secret = {1, 2, 3};
  write_secret_file(folder.path() / "keys" / "a.key", secret);
  EXPECT_EQ(read_file(folder.path() / "keys" / "a.key"), secret);
  EXPECT_EQ(fs::status(folder.path() / "keys" / "a.key").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  const std::string message =
      message_of([&] { write_secret_file(folder.path() / "keys" / "a.key", {}); }, Exit::kUnusable);
  EXPECT_THAT(message, HasSubstr("exists already"));
  EXPECT_EQ(read_file(folder.path() / "keys" / "a.key"), secret);
  EXPECT_EQ(entries(folder.path() / "keys"), 1u);
}

TEST(File, NamesWhatCannotBeRead) {
  const TemporaryFolder folder;
  const fs::path missing = folder.path() / "missing.wav";
  EXPECT_THAT(message_of([&] { read_file(missing); }, Exit::kUnusable), HasSubstr("missing.wav"));
  EXPECT_THAT(message_of([&] { read_file(folder.path()); }, Exit::kUnusable), HasSubstr("folder"));
  write_file_atomically(folder.path() / "f", "12345");
  EXPECT_EQ(read_file(folder.path() / "f", 5).size(), 5u);
  EXPECT_THAT(message_of([&] { read_file(folder.path() / "f", 4); }, Exit::kUnusable),
              HasSubstr("larger than 4"));
  EXPECT_THAT(message_of([&] { read_file("/dev/zero", 1000); }, Exit::kUnusable),
              HasSubstr("larger than 1000"));
}

TEST(File, SaysThatADeviceIsFull) {
  EXPECT_THAT(message_of([&] { write_file_atomically("/dev/full", "x"); }, Exit::kFailed),
              HasSubstr("disk is full"));
}

TEST(File, AFullDiskKeepsTheOldFile) {
  const TemporaryFolder folder;
  if (::mount("none", folder.path().c_str(), "tmpfs", 0, "size=64k") != 0) {
    GTEST_SKIP() << "mounting a small disk needs root";
  }
  write_file_atomically(folder.path() / "f", "old");
  const std::string message = message_of(
      [&] { write_file_atomically(folder.path() / "f", std::string(200000, 'x')); }, Exit::kFailed);
  EXPECT_THAT(message, HasSubstr("disk is full"));
  EXPECT_THAT(message, HasSubstr("Free some space"));
  EXPECT_EQ(read_text_file(folder.path() / "f"), "old");
  EXPECT_EQ(entries(folder.path()), 1u);
  ::umount(folder.path().c_str());
}

}  // namespace
}  // namespace satchel
