#include "base/hash.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"

namespace satchel {
namespace {

// FIPS 180-4 examples, as published by NIST.
constexpr char kEmpty[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr char kAbc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Hash, AnswersThePublishedVectors) {
  EXPECT_EQ(to_hex(sha256("")), kEmpty);
  EXPECT_EQ(to_hex(sha256("abc")), kAbc);
}

TEST(Hash, PiecesAndFilesGiveTheSame) {
  const std::string text(100000, 'x');
  const auto bytes = std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  Sha256 hash;
  hash.update(bytes.first(1));
  hash.update(bytes.subspan(1));
  EXPECT_EQ(hash.finish(), sha256(text));

  const TemporaryFolder folder;
  write_file_atomically(folder.path() / "f", text);
  EXPECT_EQ(sha256_file(folder.path() / "f"), sha256(text));
  EXPECT_THROW(sha256_file(folder.path() / "missing"), Error);
  EXPECT_THROW(sha256_file(folder.path()), Error);
}

}  // namespace
}  // namespace satchel
