#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/file.h"
#include "base/hash.h"
#include "cli/charge.h"
#include "cli/signing.h"
#include "link/sign/uuid5.h"

namespace satchel {
namespace {

// An envelope may carry its payload; more than this is none.
constexpr std::uint64_t kEnvelopeLimit = 64u << 20;

struct VerifyOptions {
  std::string envelope;
  std::string key;
  std::string package;
};

std::string text_of(ByteView view) {
  return std::string(reinterpret_cast<const char*>(view.data), view.size);
}

nlohmann::ordered_json describe(const ModelUpdate& update) {
  Uuid id;
  std::copy_n(update.class_id, id.size(), id.begin());
  nlohmann::ordered_json json = {{"lesson", text_of(update.lesson)},
                                 {"sequence", update.sequence},
                                 {"class_id", to_text(id)},
                                 {"digest", to_hex(update.digest)},
                                 {"size", update.size}};
  if (update.has_use_before) json["expires"] = date_text(update.use_before);
  if (update.has_minimum_battery) json["min_battery"] = update.minimum_battery;
  if (update.has_least_firmware) json["min_firmware"] = to_text(update.least_firmware);
  return json;
}

std::string lines_of(const ModelUpdate& update) {
  std::string text =
      fmt::format("lesson      {}\nsequence    {}\npackage     {} bytes, SHA-256 {}",
                  text_of(update.lesson), update.sequence, update.size, to_hex(update.digest));
  if (update.has_use_before) text += "\nexpires     " + date_text(update.use_before);
  if (update.has_minimum_battery) {
    text += fmt::format("\nbattery     at least {} mWh", update.minimum_battery);
  }
  if (update.has_least_firmware) {
    text += "\nfirmware    at least " + to_text(update.least_firmware);
  }
  return text;
}

// A digest needs any bytes: what a signer of another vendor sent beside its envelope, or a package
// that arrived damaged.
PackageFacts payload_facts(const std::string& path) {
  const ByteVector bytes = read_file(path, kEnvelopeLimit);
  return {charge_card(bytes).name, bytes.size(), sha256(bytes)};
}

Answer verify(const VerifyOptions& options) {
  const PublicKey key = PublicKey::read(options.key);
  const ByteVector bytes = read_file(options.envelope, kEnvelopeLimit);
  std::optional<PackageFacts> package;
  if (!options.package.empty()) package = payload_facts(options.package);
  // 0xd8 0x6b: tag 107.
  if (bytes.size() < 2 || bytes[0] != 0xd8 || bytes[1] != kSuitEnvelopeTag) {
    throw Error(Exit::kUnusable, options.envelope + " is no envelope",
                "`satchel sign` makes one; the order is `satchel verify ENVELOPE --key KEY`.");
  }
  const EnvelopeVerdict verdict = judge_envelope(bytes, key, package, seconds_now());
  const bool accepted = verdict.status == SuitStatus::kOk;
  Answer answer;
  answer.exit_code = accepted ? Exit::kOk : Exit::kRefused;
  answer.json = {{"accepted", accepted},
                 {"status", static_cast<int>(verdict.status)},
                 {"reason", suit_status_text(verdict.status)}};
  if (!accepted) {
    answer.text =
        fmt::format("refused: {}: {}", options.envelope, suit_status_text(verdict.status));
    return answer;
  }
  answer.text = fmt::format("accepted: {}, signed by {}", options.envelope, key.fingerprint());
  answer.json["key"] = key.fingerprint();
  answer.json["for_kits"] = verdict.update.has_value();
  if (verdict.update) {
    answer.json.update(describe(*verdict.update));
    answer.text += "\n" + lines_of(*verdict.update);
  } else {
    answer.json["sequence"] = verdict.document->manifest.sequence;
    answer.text += "\nanother vendor's: Satchel's kits do not take it";
  }
  return answer;
}

}  // namespace

void add_verify(Verbs& verbs) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App& verb = verbs.add("verify", "Judge an envelope as a kit would",
                             [options](const CommonOptions&) { return verify(*options); });
  verb.add_option("envelope", options->envelope, "The envelope")->required();
  verb.add_option("--key", options->key, "The publisher's .pub file, or a public key as PEM")
      ->required();
  verb.add_option("--package", options->package,
                  "Also check that it names this file, by digest and size");
}

}  // namespace satchel
