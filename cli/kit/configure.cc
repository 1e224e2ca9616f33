#include <fmt/format.h>

#include <memory>

#include "base/file.h"
#include "cli/kit/kits.h"
#include "cli/kit/settings.h"
#include "cli/kit/verbs.h"
#include "cli/signing.h"
#include "wire/orders/order.h"
#include "wire/suit/envelope.h"

namespace satchel {
namespace {

struct ConfigureOptions {
  std::string order;
  std::vector<std::string> assignments;
  std::vector<std::string> ports;
};

struct Assignment {
  const KitSetting* setting;
  std::uint32_t value;
};

Assignment parse_assignment(const std::string& text) {
  const std::size_t equals = text.find('=');
  for (const KitSetting& setting : kit_settings()) {
    if (equals != std::string::npos && text.substr(0, equals) == setting.word) {
      return {&setting, setting.parse(text.substr(equals + 1))};
    }
  }
  throw Error(Exit::kUnusable, "`" + text + "` sets nothing that a kit has",
              "Write telemetry=health, epsilon=0.3, ledger-cap=20 or samples=1.");
}

const char* kind_name(std::uint32_t kind) {
  switch (static_cast<OrderKind>(kind)) {
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

// All of them or none: the kit takes one at a time, so what it would turn down is found before the
// first is sent.
void require_narrower(Kit& kit, const std::vector<Assignment>& assignments) {
  for (std::size_t i = 0; i < assignments.size(); ++i) {
    const KitSetting& setting = *assignments[i].setting;
    std::uint32_t limit = kit.client().read_setting(setting.name);
    for (std::size_t before = 0; before < i; ++before) {
      if (assignments[before].setting == &setting) limit = assignments[before].value;
    }
    if (assignments[i].value <= limit) continue;
    throw Error(
        Exit::kRefused,
        fmt::format("{0}={1} is more than {0}={2}, which is in force at {3}; nothing was set",
                    setting.word, setting.print(assignments[i].value), setting.print(limit),
                    kit.client().port_name()),
        "Only the publisher's order widens: satchel order settings, then satchel kit "
        "configure.");
  }
}

Answer configure_one(const std::vector<std::uint8_t>& order,
                     const std::vector<Assignment>& assignments, const KitTask& task) {
  Answer answer;
  if (!order.empty()) {
    task.kit.set_time(seconds_now());  // a consent has a date
    const AcceptedOrder accepted = task.kit.send_order(order);
    answer.json["order"] = {{"kind", kind_name(accepted.kind)}, {"sequence", accepted.sequence}};
    answer.text = fmt::format("the order is taken: {}, sequence {}\n", kind_name(accepted.kind),
                              accepted.sequence);
  }
  require_narrower(task.kit, assignments);
  for (const Assignment& one : assignments) {
    task.kit.client().write_setting(one.setting->name, one.value);
  }
  answer.json["in_force"] = settings_in_force(task.kit);
  answer.text += "in force: " + settings_text(answer.json["in_force"]);
  return answer;
}

Answer configure(ConfigureOptions options) {
  if (options.assignments.empty()) words(options.ports, {{&options.order, "ORDER"}});
  std::vector<Assignment> assignments;
  for (const std::string& text : options.assignments) {
    assignments.push_back(parse_assignment(text));
  }
  std::vector<std::uint8_t> order;
  if (!options.order.empty()) order = read_file(options.order);
  // 0xd8 0x6b: tag 107.
  if (order.size() >= 2 && order[0] == 0xd8 && order[1] == kSuitEnvelopeTag) {
    throw Error(Exit::kUnusable, options.order + " is an envelope, and no order",
                "It brings a package: satchel kit install ENVELOPE PACKAGE.");
  }
  if (!options.order.empty() && (order.empty() || order.size() > kMaxOrderBytes)) {
    throw Error(Exit::kUnusable, options.order + " is no order",
                "satchel order and satchel keys rotate make them.");
  }
  return with_kits(options.ports, Show::kNothing,
                   [&](const KitTask& task) { return configure_one(order, assignments, task); });
}

}  // namespace

void add_kit_configure(Verbs& verbs) {
  auto options = std::make_shared<ConfigureOptions>();
  CLI::App& verb =
      verbs.add("kit configure", "Hand a publisher's order to kits, or narrow what leaves them",
                [options](const CommonOptions&) { return configure(*options); });
  verb.add_option("ORDER", options->order, "What satchel order or satchel keys rotate made");
  add_port_option(verb, options->ports);
  verb.add_option("--set", options->assignments,
                  "telemetry=off|health|learning, epsilon=0.3, ledger-cap=20, samples=1: without "
                  "the publisher only less than now, until its next order")
      ->allow_extra_args(false);
}

}  // namespace satchel
