#include <fmt/format.h>

#include <memory>

#include "cli/kit/kits.h"
#include "cli/kit/verbs.h"

namespace satchel {
namespace {

struct KitRunOptions {
  std::string lesson;
  std::vector<std::string> ports;
  bool off = false;
};

Answer choose(KitRunOptions options) {
  if (!options.off) words(options.ports, {{&options.lesson, "LESSON"}});
  if (options.off && !options.lesson.empty()) {
    throw Error(Exit::kUnusable, "both a lesson and --off are given", "Take one of them.");
  }
  return with_kits(options.ports, Show::kNothing, [&](const KitTask& task) {
    const std::uint32_t image = options.off ? 0 : task.kit.lesson_named(options.lesson).image;
    task.kit.listen(image);
    Answer answer;
    answer.json = {{"lesson", nullptr}, {"image", image}};
    if (!options.off) answer.json["lesson"] = options.lesson;
    answer.text = options.off ? "no lesson listens" : "lesson " + options.lesson + " listens";
    return answer;
  });
}

}  // namespace

void add_kit_run(Verbs& verbs) {
  auto options = std::make_shared<KitRunOptions>();
  CLI::App& verb = verbs.add("kit run", "Choose the lesson that listens",
                             [options](const CommonOptions&) { return choose(*options); });
  verb.add_option("LESSON", options->lesson, "Its name, as satchel kit info shows it");
  add_port_option(verb, options->ports);
  verb.add_flag("--off", options->off, "None: the kit stops listening");
}

}  // namespace satchel
