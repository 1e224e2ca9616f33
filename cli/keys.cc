#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "base/file.h"
#include "base/hash.h"
#include "cli/signing.h"
#include "link/sign/rotation.h"
#include "link/sign/secret_key.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;

struct KeysOptions {
  std::string name;
  std::string to;
  PassphraseSource passphrase;
  PassphraseSource new_passphrase;
  std::uint64_t sequence = 0;
  std::string output;
};

nlohmann::ordered_json describe(const PublicKey& key) {
  nlohmann::ordered_json json = {{"algorithm", key.algorithm_name()},
                                 {"fingerprint", key.fingerprint()}};
  if (key.is_ed25519()) json["public"] = to_hex(key.ed25519());
  return json;
}

// Writes NAME.key and NAME.pub; neither replaces a file.
SecretKey create(const std::string& name, const PassphraseSource& source) {
  const fs::path secret_file = name + ".key", public_file = name + ".pub";
  for (const fs::path& file : {secret_file, public_file}) {
    if (fs::exists(file)) {
      throw Error(Exit::kUnusable, file.string() + " exists already and is not replaced",
                  "Choose another name, or move the old key away first.");
    }
  }
  const SecretText passphrase =
      read_passphrase(source, "New passphrase of " + secret_file.string(), true);
  SecretKey key = SecretKey::generate();
  key.save(secret_file, passphrase);
  write_file_atomically(public_file, key.public_key().pem());
  return key;
}

Answer new_key(const KeysOptions& options) {
  const SecretKey key = create(options.name, options.passphrase);
  Answer answer;
  answer.json = {{"key", options.name + ".key"}, {"public", options.name + ".pub"}};
  answer.json["fingerprint"] = key.public_key().fingerprint();
  answer.text = fmt::format(
      "{0}.key, encrypted under the passphrase: keep it offline, with a copy\n"
      "{0}.pub, for kits and for who verifies\n"
      "fingerprint {1}",
      options.name, key.public_key().fingerprint());
  return answer;
}

Answer show_key(const KeysOptions& options) {
  const bool secret = is_key_file(options.name);
  const PublicKey key = secret ? public_key_in(options.name) : PublicKey::read(options.name);
  Answer answer;
  answer.json = describe(key);
  answer.json["secret"] = secret;
  answer.text =
      fmt::format("{}: {} {} key\nfingerprint {}", options.name,
                  secret ? "encrypted secret" : "public", key.algorithm_name(), key.fingerprint());
  if (key.is_ed25519()) answer.text += "\npublic      " + to_hex(key.ed25519());
  return answer;
}

Answer rotate_key(const KeysOptions& options) {
  const fs::path output = options.output.empty() ? options.to + ".rotation" : options.output;
  SecretKey old = SecretKey::open(
      options.name, read_passphrase(options.passphrase, "Passphrase of " + options.name, false));
  const PassphraseSource& source =
      options.new_passphrase.file.empty() ? options.passphrase : options.new_passphrase;
  SecretKey fresh = create(options.to, source);
  const ByteVector message = make_rotation(old, fresh, options.sequence);
  write_file_atomically(output, message);
  Answer answer;
  answer.json = {{"key", options.to + ".key"},
                 {"public", options.to + ".pub"},
                 {"rotation", output.string()},
                 {"sequence", options.sequence},
                 {"from", old.public_key().fingerprint()},
                 {"to", fresh.public_key().fingerprint()}};
  answer.text = fmt::format(
      "{0}.key and {0}.pub are the new key pair\n"
      "{1}, signed by the old key, makes kits take the new one (sequence {2})\n"
      "Keep the old key until every kit has taken it.",
      options.to, output.string(), options.sequence);
  return answer;
}

}  // namespace

void add_keys(Verbs& verbs) {
  verbs.describe("keys", "The publisher's keys");
  auto options = std::make_shared<KeysOptions>();
  CLI::App& fresh = verbs.add("keys new", "Make a key pair: NAME.key (encrypted) and NAME.pub",
                              [options](const CommonOptions&) { return new_key(*options); });
  fresh.add_option("name", options->name, "Where: a path without ending")->required();
  add_passphrase_option(fresh, options->passphrase);

  CLI::App& show = verbs.add("keys show", "Show the public half of a key and its fingerprint",
                             [options](const CommonOptions&) { return show_key(*options); });
  show.add_option("file", options->name, "A .key or .pub file, or a public key as PEM")->required();

  CLI::App& rotate =
      verbs.add("keys rotate", "Make a new key pair and the message by which the old key names it",
                [options](const CommonOptions&) { return rotate_key(*options); });
  rotate.add_option("key", options->name, "The .key file in use")->required();
  rotate.add_option("--to", options->to, "Where the new pair goes: a path without ending")
      ->required();
  rotate
      .add_option("--sequence", options->sequence,
                  "Number of the rotation: higher than that of the one before")
      ->required()
      ->check(CLI::PositiveNumber);
  rotate.add_option("-o,--output", options->output, "The message (default: NEW.rotation)");
  add_passphrase_option(rotate, options->passphrase);
  rotate.add_option("--new-passphrase-file", options->new_passphrase.file,
                    "The passphrase of the new key, when it is another");
}

}  // namespace satchel
