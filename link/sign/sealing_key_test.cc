#include "link/sign/sealing_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>

#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "link/sign/key_file.h"
#include "link/sign/openssl_handles.h"
#include "link/sign/secret_key.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

SecretText passphrase() {
  return secret_text("correct horse");
}

SecretText nobody_to_ask() {
  ADD_FAILURE() << "the passphrase was asked for";
  return {};
}

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

std::string text_in(const BioHandle& bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

class SealingKeyFile : public ::testing::Test {
 protected:
  fs::path file(const std::string& name) const { return folder_.path() / name; }

  // The CBOR of a key file, changed.
  void change(const fs::path& from, const fs::path& to,
              const std::function<void(ByteVector*)>& how) const {
    const std::string pem = read_text_file(from);
    const BioHandle in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    char *name = nullptr, *header = nullptr;
    unsigned char* data = nullptr;
    long size = 0;
    ASSERT_EQ(PEM_read_bio(in.get(), &name, &header, &data, &size), 1);
    ByteVector bytes(data, data + size);
    how(&bytes);
    const BioHandle out(BIO_new(BIO_s_mem()));
    PEM_write_bio(out.get(), name, "", bytes.data(), static_cast<long>(bytes.size()));
    write_file_atomically(to, text_in(out));
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
  }

  // As `openssl genpkey` writes it, encrypted or not.
  std::string others_pem(int type, bool encrypted) const {
    const SecretBytes raw = key_.secret();
    const KeyHandle key(EVP_PKEY_new_raw_private_key(type, nullptr, raw.data(), raw.size()));
    const BioHandle bio(BIO_new(BIO_s_mem()));
    const SecretText words = passphrase();
    EXPECT_EQ(PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(),
                                            encrypted ? EVP_aes_256_cbc() : nullptr, words.data(),
                                            static_cast<int>(words.size()), nullptr, nullptr),
              1);
    return text_in(bio);
  }

  const SealingKey key_ = SealingKey::generate();

 private:
  TemporaryFolder folder_;
};

TEST_F(SealingKeyFile, OpensAsTheKindThatItIs) {
  key_.save(file("a.key"), KeyKind::kSteward, passphrase());
  EXPECT_EQ(fs::status(file("a.key")).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(stated_key(file("a.key")).kind, KeyKind::kSteward);
  EXPECT_EQ(stated_key(file("a.key")).public_key, key_.public_key());
  EXPECT_EQ(SealingKey::open(file("a.key"), KeyKind::kSteward, passphrase).secret(), key_.secret());
  EXPECT_THAT(message_of([&] { SealingKey::open(file("a.key"), KeyKind::kService, nobody_to_ask); },
                         Exit::kUnusable),
              HasSubstr("is a steward's key, but a service's is needed here"));
  EXPECT_THAT(message_of([&] { SecretKey::open(file("a.key"), passphrase()); }, Exit::kUnusable),
              HasSubstr("is a steward's key, but a publisher's is needed here"));
  const auto wrong = [] { return secret_text("battery staple"); };
  EXPECT_THAT(message_of([&] { SealingKey::open(file("a.key"), KeyKind::kSteward, wrong); },
                         Exit::kRefused),
              HasSubstr("the passphrase is not the one of"));
  message_of([&] { key_.save(file("b.key"), KeyKind::kService, {}); }, Exit::kUnusable);
}

TEST_F(SealingKeyFile, ItsKindIsBoundToIt) {
  key_.save(file("a.key"), KeyKind::kSteward, passphrase());
  change(file("a.key"), file("b.key"), [](ByteVector* bytes) {
    EXPECT_EQ(bytes->front(), 0xa8);
    EXPECT_EQ(bytes->back(), 2);
    bytes->back() = 3;
  });
  EXPECT_EQ(stated_key(file("b.key")).kind, KeyKind::kService);
  message_of([&] { SealingKey::open(file("b.key"), KeyKind::kService, passphrase); },
             Exit::kRefused);
  change(file("a.key"), file("c.key"), [](ByteVector* bytes) {
    bytes->front() = 0xa7;
    bytes->resize(bytes->size() - 2);
  });
  EXPECT_EQ(stated_key(file("c.key")).kind, KeyKind::kPublisher);
  message_of([&] { SecretKey::open(file("c.key"), passphrase()); }, Exit::kRefused);
  for (const std::uint8_t kind : {0, 1, 4}) {
    change(file("a.key"), file("d.key"), [&](ByteVector* bytes) { bytes->back() = kind; });
    EXPECT_THAT(message_of([&] { stated_key(file("d.key")); }, Exit::kUnusable),
                HasSubstr("no key file of this version"));
  }
}

TEST_F(SealingKeyFile, OtherProgramsKeysDoAsWell) {
  write_file_atomically(file("plain.pem"), others_pem(EVP_PKEY_X25519, false));
  write_file_atomically(file("encrypted.pem"), others_pem(EVP_PKEY_X25519, true));
  write_file_atomically(file("signs.pem"), others_pem(EVP_PKEY_ED25519, false));
  EXPECT_EQ(SealingKey::open(file("plain.pem"), KeyKind::kSteward, nobody_to_ask).public_key(),
            key_.public_key());
  EXPECT_EQ(SealingKey::open(file("encrypted.pem"), KeyKind::kService, passphrase).public_key(),
            key_.public_key());
  const auto wrong = [] { return secret_text("battery staple"); };
  message_of([&] { SealingKey::open(file("encrypted.pem"), KeyKind::kService, wrong); },
             Exit::kRefused);
  EXPECT_THAT(
      message_of([&] { SealingKey::open(file("signs.pem"), KeyKind::kSteward, nobody_to_ask); },
                 Exit::kUnusable),
      HasSubstr("holds no secret X25519 key"));
}

TEST_F(SealingKeyFile, ThePublicHalfSaysItsKindWhereItCan) {
  const std::string pem = sealing_public_pem(key_.public_key(), KeyKind::kSteward);
  EXPECT_THAT(pem, testing::StartsWith("Satchel-Key: steward\n-----BEGIN PUBLIC KEY-----\n"));
  write_file_atomically(file("a.pub"), pem);
  EXPECT_EQ(read_sealing_public(file("a.pub"), KeyKind::kSteward), key_.public_key());
  EXPECT_THAT(
      message_of([&] { read_sealing_public(file("a.pub"), KeyKind::kService); }, Exit::kUnusable),
      HasSubstr("a.pub is a steward's key, but a service's is needed here"));
  EXPECT_THAT(message_of([&] { PublicKey::read(file("a.pub")); }, Exit::kUnusable),
              HasSubstr("is a steward's key, but a publisher's is needed here"));

  write_file_atomically(file("b.pub"), pem.substr(pem.find('-')));
  for (const KeyKind kind : {KeyKind::kSteward, KeyKind::kService}) {
    EXPECT_EQ(read_sealing_public(file("b.pub"), kind), key_.public_key());
  }
  EXPECT_THAT(message_of([&] { PublicKey::read(file("b.pub")); }, Exit::kUnusable),
              HasSubstr("is an X25519 key"));

  write_file_atomically(file("c.pub"), SecretKey::generate().public_key().pem());
  EXPECT_THAT(
      message_of([&] { read_sealing_public(file("c.pub"), KeyKind::kService); }, Exit::kUnusable),
      HasSubstr("is a publisher's key, but a service's is needed here"));
  key_.save(file("d.key"), KeyKind::kSteward, passphrase());
  EXPECT_THAT(
      message_of([&] { read_sealing_public(file("d.key"), KeyKind::kSteward); }, Exit::kUnusable),
      HasSubstr("is the secret half"));
}

}  // namespace
}  // namespace satchel
