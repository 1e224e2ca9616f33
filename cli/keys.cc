#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "base/file.h"
#include "base/hash.h"
#include "cli/signing.h"
#include "link/sign/key_file.h"
#include "link/sign/rotation.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;

struct KeysOptions {
  std::string name;
  std::string kind = "publisher";
  std::string to;
  PassphraseSource passphrase;
  PassphraseSource new_passphrase;
  std::uint64_t sequence = 0;
  std::string output;
};

// Where a new pair goes. Neither replaces a file.
struct PairFiles {
  explicit PairFiles(const std::string& name) : secret(name + ".key"), open(name + ".pub") {
    for (const fs::path& file : {secret, open}) {
      if (!fs::exists(file)) continue;
      throw Error(Exit::kUnusable, file.string() + " exists already and is not replaced",
                  "Choose another name, or move the old key away first.");
    }
  }

  SecretText ask(const PassphraseSource& source) const {
    return read_passphrase(source, "New passphrase of " + secret.string(), true);
  }

  fs::path secret, open;
};

SecretKey create(const std::string& name, const PassphraseSource& source) {
  const PairFiles files(name);
  const SecretText passphrase = files.ask(source);
  SecretKey key = SecretKey::generate();
  key.save(files.secret, passphrase);
  write_file_atomically(files.open, key.public_key().pem());
  return key;
}

SealingKey create_sealing(const std::string& name, KeyKind kind, const PassphraseSource& source) {
  const PairFiles files(name);
  const SecretText passphrase = files.ask(source);
  SealingKey key = SealingKey::generate();
  key.save(files.secret, kind, passphrase);
  write_file_atomically(files.open, sealing_public_pem(key.public_key(), kind));
  return key;
}

// What the public half is for.
std::string use_of(KeyKind kind) {
  if (kind == KeyKind::kPublisher) return "for kits and for who verifies";
  return fmt::format("for the publisher: satchel order settings --{}-key", kind_name(kind));
}

Answer new_key(const KeysOptions& options) {
  const KeyKind kind = parse_kind(options.kind);
  const std::string fingerprint =
      kind == KeyKind::kPublisher
          ? create(options.name, options.passphrase).public_key().fingerprint()
          : fingerprint_of(create_sealing(options.name, kind, options.passphrase).public_key());
  Answer answer;
  answer.json = {{"key", options.name + ".key"},
                 {"public", options.name + ".pub"},
                 {"kind", kind_name(kind)},
                 {"fingerprint", fingerprint}};
  answer.text = fmt::format(
      "{0}.key, encrypted under the passphrase: keep it offline, with a copy\n"
      "{0}.pub, {1}\n"
      "fingerprint {2}",
      options.name, use_of(kind), fingerprint);
  return answer;
}

// A key as it is shown.
struct ShownKey {
  bool secret = false;
  std::optional<KeyKind> kind;  // nothing when only other programs know
  std::string algorithm, fingerprint, raw;
};

ShownKey shown(const PublicKey& key) {
  return {false, KeyKind::kPublisher, key.algorithm_name(), key.fingerprint(),
          key.is_ed25519() ? to_hex(key.ed25519()) : ""};
}

ShownKey shown(const SealingPublic& key, std::optional<KeyKind> kind) {
  return {false, kind, "X25519", fingerprint_of(key), to_hex(key)};
}

ShownKey read_key(const std::string& path) {
  if (is_key_file(path)) {
    const StatedKey stated = stated_key(path);
    ShownKey key = stated.kind == KeyKind::kPublisher
                       ? shown(PublicKey::from_ed25519(stated.public_key))
                       : shown(stated.public_key, stated.kind);
    key.secret = true;
    return key;
  }
  const std::optional<SealingPublicFile> sealing = find_sealing_public(path);
  return sealing ? shown(sealing->key, sealing->kind) : shown(PublicKey::read(path));
}

Answer show_key(const KeysOptions& options) {
  const ShownKey key = read_key(options.name);
  const std::string kind = key.kind ? kind_name(*key.kind) : "steward or service";
  Answer answer;
  answer.json = {{"kind", nullptr}, {"algorithm", key.algorithm}, {"fingerprint", key.fingerprint}};
  if (key.kind) answer.json["kind"] = kind;
  if (!key.raw.empty()) answer.json["public"] = key.raw;
  answer.json["secret"] = key.secret;
  answer.text =
      fmt::format("{}: {} {} key of a {}\nfingerprint {}", options.name,
                  key.secret ? "encrypted secret" : "public", key.algorithm, kind, key.fingerprint);
  if (!key.raw.empty()) answer.text += "\npublic      " + key.raw;
  return answer;
}

Answer rotate_key(const KeysOptions& options) {
  const fs::path output = options.output.empty() ? options.to + ".rotation" : options.output;
  check_output(output, {options.name});
  SecretKey old = open_publisher_key(options.name, options.passphrase);
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
  verbs.describe("keys", "The keys of publisher, steward and service");
  auto options = std::make_shared<KeysOptions>();
  CLI::App& fresh = verbs.add("keys new", "Make a key pair: NAME.key (encrypted) and NAME.pub",
                              [options](const CommonOptions&) { return new_key(*options); });
  fresh.add_option("name", options->name, "Where: a path without ending")->required();
  fresh.add_option(
      "--kind", options->kind,
      "publisher (signs), steward (opens samples) or service (opens learning reports); "
      "default publisher");
  add_passphrase_option(fresh, options->passphrase);

  CLI::App& show = verbs.add("keys show", "Show a key's kind, its public half and its fingerprint",
                             [options](const CommonOptions&) { return show_key(*options); });
  show.add_option("file", options->name, "A .key or .pub file, or a public key as PEM")->required();

  CLI::App& rotate = verbs.add(
      "keys rotate", "Make a new publisher's pair and the message by which the old key names it",
      [options](const CommonOptions&) { return rotate_key(*options); });
  rotate.add_option("key", options->name, "The publisher's .key file in use")->required();
  rotate.add_option("--to", options->to, "Where the new pair goes: a path without ending")
      ->required();
  add_sequence_option(rotate, options->sequence,
                      "Number of the rotation: higher than that of the one before");
  rotate.add_option("-o,--output", options->output, "The message (default: NEW.rotation)");
  add_passphrase_option(rotate, options->passphrase);
  rotate.add_option("--new-passphrase-file", options->new_passphrase.file,
                    "The passphrase of the new key, when it is another");
}

}  // namespace satchel
