#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/file.h"
#include "base/hash.h"
#include "base/progress.h"
#include "cli/signing.h"
#include "link/sign/uuid5.h"

namespace satchel {
namespace {

struct SignOptions {
  std::string package;
  std::string key;
  std::string device_class;
  std::uint64_t sequence = 0;
  std::string expires;
  std::uint32_t minimum_battery = 0;
  std::string least_firmware;
  std::string output;
  PassphraseSource passphrase;
  const CLI::Option* has_minimum_battery = nullptr;
};

// `facts` outlives the update, which points to its name.
ModelUpdate update_of(const SignOptions& options, const PackageFacts& facts) {
  ModelUpdate update;
  update.lesson = view_of(facts.name.c_str());
  update.sequence = options.sequence;
  std::copy_n(kVendorId, kUuidBytes, update.vendor_id);
  const Uuid device_class = class_id(options.device_class);
  std::copy(device_class.begin(), device_class.end(), update.class_id);
  std::copy(facts.digest.begin(), facts.digest.end(), update.digest);
  if (facts.size > UINT32_MAX) throw Error(Exit::kRefused, "the package is too large for a kit");
  update.size = static_cast<std::uint32_t>(facts.size);
  update.has_use_before = !options.expires.empty();
  if (update.has_use_before) update.use_before = parse_date(options.expires);
  update.has_minimum_battery = options.has_minimum_battery->count() != 0;
  update.minimum_battery = options.minimum_battery;
  update.has_least_firmware = !options.least_firmware.empty();
  if (update.has_least_firmware) {
    update.least_firmware = parse_firmware_version(options.least_firmware);
  }
  return update;
}

Answer sign(const SignOptions& options) {
  if (options.device_class.empty()) {
    throw Error(Exit::kUnusable, "the device class is empty",
                "Name the class that the kits were provisioned with.");
  }
  check_output(options.output, {options.package, options.key});
  const PackageFacts facts = package_facts(options.package);
  const ModelUpdate update = update_of(options, facts);
  if (update.has_use_before && update.use_before < seconds_now()) {
    say("satchel: the envelope has expired already: no kit will take it");
  }
  SecretKey key = open_publisher_key(options.key, options.passphrase);
  const ByteVector envelope = seal(update, key);
  write_file_atomically(options.output, envelope);
  Answer answer;
  answer.json = {{"envelope", options.output},
                 {"bytes", envelope.size()},
                 {"lesson", facts.name},
                 {"sequence", update.sequence},
                 {"class", options.device_class},
                 {"class_id", to_text(class_id(options.device_class))},
                 {"digest", to_hex(facts.digest)},
                 {"size", facts.size},
                 {"key", key.public_key().fingerprint()}};
  answer.text =
      fmt::format("{}: lesson {}, sequence {}, for kits of class {} ({} bytes)", options.output,
                  facts.name, update.sequence, options.device_class, envelope.size());
  return answer;
}

}  // namespace

void add_sign(Verbs& verbs) {
  auto options = std::make_shared<SignOptions>();
  CLI::App& verb = verbs.add("sign", "Make the signed envelope by which kits take a package",
                             [options](const CommonOptions&) { return sign(*options); });
  verb.add_option("package", options->package, "The .satchel file")->required();
  verb.add_option("--key", options->key, "The publisher's .key file")->required();
  verb.add_option("--class", options->device_class,
                  "The device class, any text: only kits of this class take the package")
      ->required();
  add_sequence_option(verb, options->sequence,
                      "Number of the envelope: a kit takes only higher ones of the same lesson");
  verb.add_option("--expires", options->expires,
                  "The last day (2027-01-31) or moment (2027-01-31T12:00:00Z) to install it, UTC");
  options->has_minimum_battery = verb.add_option("--min-battery", options->minimum_battery,
                                                 "What the battery must hold, in mWh")
                                     ->check(CLI::NonNegativeNumber);
  verb.add_option("--min-firmware", options->least_firmware,
                  "The oldest firmware that runs the package, as 0.2.1");
  verb.add_option("-o,--output", options->output, "The envelope")->required();
  add_passphrase_option(verb, options->passphrase);
}

}  // namespace satchel
