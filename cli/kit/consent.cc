#include <fmt/format.h>

#include <memory>

#include "cli/kit/kits.h"
#include "cli/kit/verbs.h"
#include "cli/signing.h"

namespace satchel {
namespace {

struct ConsentOptions {
  std::vector<std::string> ports;
  std::string give;
  std::string until;
  std::string withdraw;
  ButtonOptions button;
};

void change(const ConsentOptions& options, const KitTask& task) {
  task.kit.set_time(seconds_now());
  if (!options.withdraw.empty()) {
    task.kit.withdraw_consent(options.withdraw == "all" ? "" : options.withdraw);
    task.bar.finish("withdrawn", true);
  }
  if (!options.give.empty()) {
    task.kit.ask_consent(options.give, parse_date(options.until), button_of(options.button, task));
    task.bar.finish("given", true);
  }
}

Answer consent(const ConsentOptions& options) {
  if (options.give.empty() != options.until.empty()) {
    throw Error(Exit::kUnusable, "consent is given for a purpose and until a date",
                "Name both: --give PURPOSE --until 2027-06-30.");
  }
  const bool changes = !options.give.empty() || !options.withdraw.empty();
  if (!options.give.empty() && !options.button.press) say("satchel: press the kit's button");
  return with_kits(options.ports, changes ? Show::kBars : Show::kNothing, [&](const KitTask& task) {
    if (changes) change(options, task);
    Answer answer;
    answer.json["consent"] = nlohmann::ordered_json::array();
    for (const KitConsent& given : task.kit.consents()) {
      answer.json["consent"].push_back(
          {{"purpose", given.purpose}, {"until", date_text(given.until)}});
      answer.text +=
          fmt::format("{}: samples may be kept until {}\n", given.purpose, date_text(given.until));
    }
    if (answer.text.empty()) answer.text = "no consent: no sample is kept\n";
    answer.text.pop_back();
    return answer;
  });
}

}  // namespace

void add_kit_consent(Verbs& verbs) {
  auto options = std::make_shared<ConsentOptions>();
  CLI::App& verb = verbs.add(
      "kit consent", "Show, give (with the kit's button) or withdraw consent to keep samples",
      [options](const CommonOptions&) { return consent(*options); });
  add_port_option(verb, options->ports);
  verb.add_option("--give", options->give, "The purpose that samples may be kept for");
  verb.add_option("--until", options->until, "The date by which they are deleted, within 92 days");
  verb.add_option("--withdraw", options->withdraw, "A purpose, or all: what was kept is erased");
  add_button_options(verb, options->button);
}

}  // namespace satchel
