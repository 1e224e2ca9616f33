#include "cli/order_show.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/file.h"
#include "base/hash.h"
#include "cli/order_words.h"
#include "cli/signing.h"
#include "link/sign/any_signature.h"
#include "link/sign/sealing_key.h"
#include "link/sign/uuid5.h"
#include "wire/orders/command.h"
#include "wire/orders/rotation.h"

namespace satchel {
namespace {

struct ShowOptions {
  std::string order;
  std::string key;
};

// What an order says, for both kinds of reader.
struct Content {
  nlohmann::ordered_json json;
  std::string text;
  SuitStatus status = SuitStatus::kOk;

  void add(const char* name, const nlohmann::ordered_json& value, const std::string& words) {
    json[name] = value;
    std::string title = name;
    std::ranges::replace(title, '_', ' ');
    text += fmt::format("\n{:<15} {}", title, words);
  }
  void add(const char* name, const std::string& words) { add(name, words, words); }
};

std::string text_of(ByteView view) {
  return std::string(reinterpret_cast<const char*>(view.data), view.size);
}

std::string sealing_fingerprint(const std::uint8_t* key) {
  SealingPublic copy;
  std::copy_n(key, copy.size(), copy.begin());
  return fingerprint_of(copy);
}

void describe_settings(const Order& order, Content& content) {
  Settings settings;
  content.status = read_settings(order, &settings);
  if (content.status != SuitStatus::kOk) return;
  content.add("telemetry", telemetry_name(static_cast<std::uint32_t>(settings.telemetry)));
  if (settings.telemetry == TelemetryLevel::kLearning) {
    content.add("epsilon", settings.milli_epsilon / 1000.0,
                thousandths_text(settings.milli_epsilon) + " a day");
    content.add("ledger_cap", settings.ledger_cap / 1000.0,
                thousandths_text(settings.ledger_cap) + " a term");
  }
  content.add("term", settings.term, std::to_string(settings.term));
  if (settings.school_class.size != 0) content.add("school_class", text_of(settings.school_class));
  if (settings.has_service_key) {
    content.add("service_key", sealing_fingerprint(settings.service_key));
  }
  if (settings.has_steward_key) {
    content.add("steward_key", sealing_fingerprint(settings.steward_key));
  }
  content.add("samples", settings.sample_budget, fmt::format("{} a day", settings.sample_budget));
  std::vector<std::string> purposes;
  for (std::size_t i = 0; i < settings.purpose_count; ++i) {
    purposes.push_back(text_of(settings.purposes[i]));
  }
  if (!purposes.empty()) {
    content.add("purposes", purposes, fmt::format("{}", fmt::join(purposes, ", ")));
  }
}

void describe_erase(const Order& order, Content& content) {
  EraseCommand command;
  content.status = read_erase(order, &command);
  if (content.status != SuitStatus::kOk) return;
  std::vector<std::string> parts;
  if (command.packages) parts.push_back("packages");
  if (command.samples) parts.push_back("samples");
  if (command.settings) parts.push_back("settings");
  content.add("erases", parts, fmt::format("{}", fmt::join(parts, ", ")));
}

void describe_consent(const Order& order, Content& content) {
  ConsentCommand command;
  content.status = read_consent(order, &command);
  if (content.status != SuitStatus::kOk) return;
  content.add("purpose", text_of(command.purpose));
  content.add("given", command.given, command.given ? "given" : "withdrawn");
  if (command.given) content.add("until", date_text(command.until));
}

void describe_rotation(const Order& order, Content& content) {
  Rotation rotation;
  content.status = read_rotation(order, &rotation);
  if (content.status != SuitStatus::kOk) return;
  Ed25519Public key;
  std::copy_n(rotation.new_key, key.size(), key.begin());
  content.add("new_key", PublicKey::from_ed25519(key).fingerprint());
}

void describe_target(const OrderTarget& target, Content& content) {
  if (target.has_class) {
    Uuid id;
    std::copy_n(target.class_id, id.size(), id.begin());
    content.add("class_id", to_text(id));
  }
  if (target.has_kit) content.add("kit", to_hex(target.kit));
  if (!target.has_class && !target.has_kit) content.text += "\nfor             every kit";
}

Content describe(const Order& order) {
  Content content;
  describe_target(order.target, content);
  switch (order.kind) {
    case OrderKind::kSettings:
      describe_settings(order, content);
      break;
    case OrderKind::kErase:
      describe_erase(order, content);
      break;
    case OrderKind::kConsent:
      describe_consent(order, content);
      break;
    case OrderKind::kRotation:
      describe_rotation(order, content);
      break;
  }
  return content;
}

const char* name_of(OrderKind kind) {
  switch (kind) {
    case OrderKind::kRotation:
      return "rotation";
    case OrderKind::kSettings:
      return "settings";
    case OrderKind::kErase:
      return "erase";
    case OrderKind::kConsent:
      return "consent";
  }
  return "unknown";
}

Answer refused(const std::string& file, SuitStatus status) {
  Answer answer;
  answer.exit_code = Exit::kRefused;
  answer.json = {{"accepted", false},
                 {"status", static_cast<int>(status)},
                 {"reason", suit_status_text(status)}};
  answer.text = fmt::format("refused: {}: {}", file, suit_status_text(status));
  return answer;
}

Answer show(const ShowOptions& options) {
  std::optional<PublicKey> key;
  if (!options.key.empty()) key = PublicKey::read(options.key);
  const std::vector<std::uint8_t> bytes = read_file(options.order);
  const ByteView view = {bytes.data(), bytes.size()};
  Order order;
  const SuitStatus form = open_order(view, AnySignature(), &order);
  if (form != SuitStatus::kOk) {
    throw Error(Exit::kUnusable,
                fmt::format("{} is no order: {}", options.order, suit_status_text(form)),
                "satchel order and satchel keys rotate make them.");
  }
  if (key) {
    const SuitStatus status = open_order(view, key->verifier(), &order);
    if (status != SuitStatus::kOk) return refused(options.order, status);
  }
  const Content content = describe(order);
  if (content.status != SuitStatus::kOk) return refused(options.order, content.status);
  Answer answer;
  answer.json = {{"order", options.order},
                 {"kind", name_of(order.kind)},
                 {"sequence", order.sequence},
                 {"signed_by", nullptr}};
  if (key) answer.json["signed_by"] = key->fingerprint();
  answer.json.update(content.json);
  answer.text = fmt::format(
      "{}: {}, sequence {}, {}{}", options.order, name_of(order.kind), order.sequence,
      key ? "signed by " + key->fingerprint() : std::string("signature not checked (--key does)"),
      content.text);
  return answer;
}

}  // namespace

void add_order_show(Verbs& verbs) {
  auto options = std::make_shared<ShowOptions>();
  CLI::App& verb = verbs.add("order show", "What an order says, and for which kits",
                             [options](const CommonOptions&) { return show(*options); });
  verb.add_option("order", options->order, "What satchel order or satchel keys rotate made")
      ->required();
  verb.add_option("--key", options->key, "Check its signature with this publisher's .pub file");
}

}  // namespace satchel
