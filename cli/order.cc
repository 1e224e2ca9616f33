#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "base/file.h"
#include "cli/order_show.h"
#include "cli/order_words.h"
#include "cli/signing.h"
#include "link/sign/orders.h"
#include "link/sign/uuid5.h"

namespace satchel {
namespace {

// What every order has.
struct OrderOptions {
  std::string key;
  std::uint64_t sequence = 0;
  std::string device_class;
  std::string kit;
  std::string output;
  PassphraseSource passphrase;
};

struct SettingsOptions : OrderOptions {
  std::string telemetry = "off";
  std::string epsilon = "0.5";
  std::string ledger_cap = "40";
  std::uint32_t term = 0;
  std::string school_class;
  std::string service_key;
  std::string steward_key;
  std::uint32_t samples = 0;
  std::vector<std::string> purposes;
};

struct EraseOptions : OrderOptions {
  EraseCommand what;
};

struct ConsentOptions : OrderOptions {
  std::string purpose;
  std::string until;
  bool withdraw = false;
};

void add_common(CLI::App& verb, OrderOptions& options) {
  verb.add_option("--key", options.key, "The publisher's .key file")->required();
  add_sequence_option(verb, options.sequence,
                      "Number of the order: a kit takes only higher ones of the same kind");
  verb.add_option("--class", options.device_class, "Only for kits of this device class");
  verb.add_option("--kit", options.kit, "Only for the kit with this public key (64 digits)");
  verb.add_option("-o,--output", options.output, "The order")->required();
  add_passphrase_option(verb, options.passphrase);
}

OrderTarget target_of(const OrderOptions& options) {
  OrderTarget target;
  target.has_class = !options.device_class.empty();
  if (target.has_class) {
    const Uuid id = class_id(options.device_class);
    std::copy(id.begin(), id.end(), target.class_id);
  }
  target.has_kit = !options.kit.empty();
  if (target.has_kit) {
    const auto key = parse_key(options.kit, "a kit's public key");
    std::copy(key.begin(), key.end(), target.kit);
  }
  return target;
}

// Opens the key last: what is wrong otherwise is said before anybody is asked for a passphrase.
template <typename Make>
Answer write_order(const OrderOptions& options, const char* kind, Make make) {
  check_output(options.output, {options.key});
  const OrderTarget target = target_of(options);
  SecretKey key = open_publisher_key(options.key, options.passphrase);
  const ByteVector order = make(target, key);
  write_file_atomically(options.output, order);
  Answer answer;
  answer.json = {{"order", options.output},
                 {"kind", kind},
                 {"sequence", options.sequence},
                 {"bytes", order.size()},
                 {"key", key.public_key().fingerprint()}};
  answer.text =
      fmt::format("{}: {}, sequence {} ({} bytes)\nNext: satchel kit configure {} --port PORT",
                  options.output, kind, options.sequence, order.size(), options.output);
  return answer;
}

// A file, or the digits themselves.
SealingPublic sealing_key(const std::string& text, KeyKind kind) {
  if (text.size() == 2 * kSealingPublicBytes && !std::filesystem::exists(text)) {
    return parse_key(text, "the public key of a " + kind_name(kind));
  }
  return read_sealing_public(text, kind);
}

Settings settings_of(const SettingsOptions& options) {
  Settings settings;
  settings.telemetry = static_cast<TelemetryLevel>(parse_telemetry(options.telemetry));
  if (settings.telemetry == TelemetryLevel::kLearning) {
    settings.milli_epsilon = parse_thousandths(options.epsilon);
    settings.ledger_cap = parse_thousandths(options.ledger_cap);
  }
  settings.term = options.term;
  settings.school_class = view_of(options.school_class.c_str());
  settings.sample_budget = options.samples;
  settings.has_service_key = !options.service_key.empty();
  if (settings.has_service_key) {
    const SealingPublic key = sealing_key(options.service_key, KeyKind::kService);
    std::copy(key.begin(), key.end(), settings.service_key);
  }
  settings.has_steward_key = !options.steward_key.empty();
  if (settings.has_steward_key) {
    const SealingPublic key = sealing_key(options.steward_key, KeyKind::kSteward);
    std::copy(key.begin(), key.end(), settings.steward_key);
  }
  if (options.purposes.size() > kMaxPurposes) {
    throw Error(Exit::kUnusable, fmt::format("there are more than {} purposes", kMaxPurposes));
  }
  for (const std::string& purpose : options.purposes) {
    settings.purposes[settings.purpose_count++] = view_of(purpose.c_str());
  }
  return settings;
}

void add_settings(Verbs& verbs) {
  auto options = std::make_shared<SettingsOptions>();
  CLI::App& verb = verbs.add(
      "order settings", "What may leave kits, for whom and how noised: the whole of it",
      [options](const CommonOptions&) {
        const Settings settings = settings_of(*options);
        return write_order(*options, "settings", [&](const OrderTarget& target, Signer& key) {
          return make_settings_order(settings, target, options->sequence, key);
        });
      });
  add_common(verb, *options);
  verb.add_option("--telemetry", options->telemetry, "off, health or learning (off)");
  verb.add_option("--epsilon", options->epsilon, "Privacy loss of a day's learning report (0.5)");
  verb.add_option("--ledger-cap", options->ledger_cap, "The most of it in a term (40)");
  verb.add_option("--term", options->term, "Number of the school term: a higher one starts anew");
  verb.add_option("--school-class", options->school_class,
                  "Part of what the pseudonym is made from");
  verb.add_option("--service-key", options->service_key,
                  "Who may open learning reports: a service's .pub file, another X25519 public key "
                  "as PEM, or its 64 digits");
  verb.add_option("--steward-key", options->steward_key, "Who may open samples: likewise");
  verb.add_option("--samples", options->samples, "Samples a day (0)");
  verb.add_option("--purpose", options->purposes, "What samples may be kept for, up to four")
      ->allow_extra_args(false);
}

void add_erase(Verbs& verbs) {
  auto options = std::make_shared<EraseOptions>();
  CLI::App& verb = verbs.add("order erase", "Erase what kits hold, in the place of their button",
                             [options](const CommonOptions&) {
                               const EraseCommand& what = options->what;
                               if (!what.packages && !what.samples && !what.settings) {
                                 throw Error(Exit::kUnusable, "nothing is named to be erased",
                                             "Choose of --packages, --samples and --settings.");
                               }
                               return write_order(
                                   *options, "erase", [&](const OrderTarget& target, Signer& key) {
                                     return make_erase_order(what, target, options->sequence, key);
                                   });
                             });
  add_common(verb, *options);
  verb.add_flag("--packages", options->what.packages, "The lessons' packages");
  verb.add_flag("--samples", options->what.samples, "The sealed samples");
  verb.add_flag("--settings", options->what.settings, "The settings: telemetry is off then");
}

ConsentCommand consent_of(const ConsentOptions& options) {
  if (options.withdraw == !options.until.empty()) {
    throw Error(Exit::kUnusable, "consent has a last day, a withdrawal has none",
                "Give either --until DATE or --withdraw.");
  }
  ConsentCommand command;
  command.given = !options.withdraw;
  command.purpose = view_of(options.purpose.c_str());
  if (command.given) command.until = parse_date(options.until);
  return command;
}

void add_consent(Verbs& verbs) {
  auto options = std::make_shared<ConsentOptions>();
  CLI::App& verb = verbs.add(
      "order consent", "Give or withdraw consent to keep samples, in the place of the button",
      [options](const CommonOptions&) {
        const ConsentCommand command = consent_of(*options);
        return write_order(*options, "consent", [&](const OrderTarget& target, Signer& key) {
          return make_consent_order(command, target, options->sequence, key);
        });
      });
  add_common(verb, *options);
  verb.add_option("--purpose", options->purpose, "One of the settings' purposes")->required();
  verb.add_option("--until", options->until, "The day on which what is kept is deleted");
  verb.add_flag("--withdraw", options->withdraw, "Withdraw it");
}

}  // namespace

void add_order(Verbs& verbs) {
  verbs.describe("order", "Sign what kits are told beside updates");
  add_settings(verbs);
  add_erase(verbs);
  add_consent(verbs);
  add_order_show(verbs);
}

}  // namespace satchel
