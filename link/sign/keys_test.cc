#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

#include "base/error.h"
#include "base/file.h"
#include "link/sign/key_file.h"
#include "link/sign/passphrase.h"
#include "link/sign/secret_key.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string message_of(const std::function<void()>& action, Exit exit_code) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), exit_code) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "nothing was thrown";
  return "";
}

TEST(SecretKey, OpensWithItsPassphraseOnly) {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "school.key";
  const SecretKey key = SecretKey::generate();
  key.save(file, secret_text("correct horse"));
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);

  SecretKey again = SecretKey::open(file, secret_text("correct horse"));
  EXPECT_EQ(again.public_key().fingerprint(), key.public_key().fingerprint());
  EXPECT_EQ(stated_key(file).public_key, key.public_key().ed25519());
  EXPECT_EQ(stated_key(file).kind, KeyKind::kPublisher);
  std::uint8_t signature[kSignatureBytes];
  const ByteView message = view_of("message");
  ASSERT_TRUE(again.sign(message, signature));
  EXPECT_TRUE(key.public_key().verifier().verify(-8, message, {signature, sizeof(signature)}));
  EXPECT_TRUE(key.public_key().verifier().verify(-19, message, {signature, sizeof(signature)}));
  EXPECT_FALSE(key.public_key().verifier().verify(-7, message, {signature, sizeof(signature)}));

  EXPECT_THAT(
      message_of([&] { SecretKey::open(file, secret_text("correct hors")); }, Exit::kRefused),
      HasSubstr("the passphrase is not the one of"));
  message_of([&] { key.save(file, secret_text("other")); }, Exit::kUnusable);
  message_of([&] { key.save(folder.path() / "b.key", {}); }, Exit::kUnusable);
}

TEST(SecretKey, AChangedFileDoesNotOpen) {
  const TemporaryFolder folder;
  SecretKey::generate().save(folder.path() / "a.key", secret_text("p"));
  const std::string text = read_text_file(folder.path() / "a.key");
  // In the version, the salt, the public key and the seed.
  const std::size_t start = text.find('\n') + 1;
  for (const std::size_t at : {start + 3, start + 30, start + 120, start + 190}) {
    std::string changed = text;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    write_file_atomically(folder.path() / "b.key", changed);
    EXPECT_THROW(SecretKey::open(folder.path() / "b.key", secret_text("p")), Error) << at;
  }
}

TEST(PublicKey, IsAPemFile) {
  const TemporaryFolder folder;
  const PublicKey key = SecretKey::generate().public_key();
  EXPECT_THAT(key.pem(), testing::StartsWith("-----BEGIN PUBLIC KEY-----\n"));
  write_file_atomically(folder.path() / "a.pub", key.pem());
  EXPECT_EQ(PublicKey::read(folder.path() / "a.pub").ed25519(), key.ed25519());
  write_file_atomically(folder.path() / "b.pub", "nothing");
  EXPECT_THAT(message_of([&] { PublicKey::read(folder.path() / "b.pub"); }, Exit::kUnusable),
              HasSubstr("holds no public key"));
}

TEST(Passphrase, IsTheFirstLineOfItsFile) {
  const TemporaryFolder folder;
  write_file_atomically(folder.path() / "p", "one two\r\nthree\n");
  EXPECT_EQ(read_passphrase({folder.path() / "p"}, "", false), secret_text("one two"));
  write_file_atomically(folder.path() / "p", "\n");
  message_of([&] { read_passphrase({folder.path() / "p"}, "", false); }, Exit::kUnusable);
  message_of([&] { read_passphrase({folder.path() / "q"}, "", false); }, Exit::kUnusable);
}

}  // namespace
}  // namespace satchel
