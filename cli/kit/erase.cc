#include <fmt/format.h>

#include <memory>

#include "cli/kit/kits.h"
#include "cli/kit/verbs.h"

namespace satchel {
namespace {

struct EraseOptions {
  std::vector<std::string> ports;
  KitErasure what;
  ButtonOptions button;
};

std::string named(const KitErasure& what) {
  if (what.all) return "packages, samples, settings and whom the kit belongs to";
  std::string text;
  const auto add = [&](bool chosen, const char* name) {
    if (chosen) text += (text.empty() ? "" : ", ") + std::string(name);
  };
  add(what.packages, "packages");
  add(what.samples, "samples");
  add(what.settings, "settings");
  return text;
}

Answer erase(const EraseOptions& options) {
  const KitErasure& what = options.what;
  if (!what.packages && !what.samples && !what.settings && !what.all) {
    throw Error(Exit::kUnusable, "nothing is named to be erased",
                "Choose of --packages, --samples and --settings, or take --all.");
  }
  if (!options.button.press) say("satchel: press the kit's button");
  return with_kits(options.ports, Show::kBars, [&](const KitTask& task) {
    task.kit.erase(what, button_of(options.button, task));
    task.bar.finish("erased", true);
    Answer answer;
    answer.json = {{"packages", what.packages || what.all},
                   {"samples", what.samples || what.all},
                   {"settings", what.settings || what.all},
                   {"all", what.all}};
    answer.text =
        fmt::format("erased: {}. The privacy ledger stays: nothing is refunded.", named(what));
    return answer;
  });
}

}  // namespace

void add_kit_erase(Verbs& verbs) {
  auto options = std::make_shared<EraseOptions>();
  CLI::App& verb = verbs.add("kit erase", "Erase what a kit holds, by cable and with its button",
                             [options](const CommonOptions&) { return erase(*options); });
  add_port_option(verb, options->ports);
  verb.add_flag("--packages", options->what.packages, "The lessons' packages");
  verb.add_flag("--samples", options->what.samples, "The sealed samples");
  verb.add_flag("--settings", options->what.settings, "The publisher's settings: telemetry is off");
  verb.add_flag("--all", options->what.all, "All of it, and whom the kit belongs to");
  add_button_options(verb, options->button);
}

}  // namespace satchel
