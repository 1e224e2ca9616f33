#include <algorithm>
#include <memory>

#include "cli/kit/kits.h"
#include "cli/kit/verbs.h"
#include "cli/kit/words.h"

namespace satchel {
namespace {

Answer info(const KitTask& task) {
  const KitStatus status = task.kit.status();
  Answer answer;
  answer.json = to_json(status);
  answer.json["lessons"] = nlohmann::ordered_json::array();
  answer.text = to_text(status);
  const std::vector<KitLesson> lessons = task.kit.lessons();
  for (const KitLesson& lesson : lessons) {
    nlohmann::ordered_json json = to_json(lesson);
    json["listens"] = lesson.image == status.listening;
    answer.json["lessons"].push_back(std::move(json));
    answer.text += to_text(lesson) + (lesson.image == status.listening ? ", listens\n" : "\n");
  }
  if (lessons.empty()) answer.text += "lessons     none: satchel kit install ENVELOPE PACKAGE\n";
  return answer;
}

}  // namespace

void add_kit_info(Verbs& verbs) {
  auto ports = std::make_shared<std::vector<std::string>>();
  CLI::App& verb =
      verbs.add("kit info", "Say how a kit is, and which lessons it has",
                [ports](const CommonOptions&) { return with_kits(*ports, Show::kNothing, info); });
  add_port_option(verb, *ports);
}

}  // namespace satchel
