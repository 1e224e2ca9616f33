#include <algorithm>
#include <memory>

#include "cli/charge.h"
#include "cli/kit/kits.h"
#include "cli/kit/settings.h"
#include "cli/kit/verbs.h"
#include "cli/kit/words.h"

namespace satchel {
namespace {

struct InfoOptions {
  std::vector<std::string> ports;
  SchoolDay day;
};

// From the card of what runs, which the kit has, and from the board's profile, which this machine
// has.
ChargeEstimate charge_of_lesson(Kit& kit, const std::string& board, const KitLesson& lesson,
                                const SchoolDay& day) {
  Card card;
  try {
    card = read_card(kit.card(lesson.image), lesson.name);
  } catch (const SmpError&) {
    throw;
  } catch (const Error& error) {
    if (error.exit_code() != Exit::kRefused) throw;
  }
  return estimate_charge(board, card, day);
}

Answer info(const KitTask& task, const SchoolDay& day) {
  const KitStatus status = task.kit.status();
  Answer answer;
  answer.json = to_json(status);
  answer.json["lessons"] = nlohmann::ordered_json::array();
  answer.text = to_text(status);
  if (status.provisioned) {
    answer.json["in_force"] = settings_in_force(task.kit);
    answer.text += "in force    " + settings_text(answer.json["in_force"]) + "\n";
  }
  const std::vector<KitLesson> lessons = task.kit.lessons();
  for (const KitLesson& lesson : lessons) {
    nlohmann::ordered_json json = to_json(lesson);
    json["listens"] = lesson.image == status.listening;
    json["charge"] = nullptr;
    answer.text += to_text(lesson) + (lesson.image == status.listening ? ", listens\n" : "\n");
    if (lesson.running) {
      const ChargeEstimate charge = charge_of_lesson(task.kit, status.board, lesson, day);
      json["charge"] = to_json(charge);
      answer.text += "  charge    " + to_text(charge, 12) + "\n";
    }
    answer.json["lessons"].push_back(std::move(json));
  }
  if (lessons.empty()) answer.text += "lessons     none: satchel kit install ENVELOPE PACKAGE\n";
  return answer;
}

}  // namespace

void add_kit_info(Verbs& verbs) {
  auto options = std::make_shared<InfoOptions>();
  CLI::App& verb = verbs.add(
      "kit info", "Say how a kit is, which lessons it has, and how long a charge lasts with each",
      [options](const CommonOptions&) {
        return with_kits(options->ports, Show::kNothing,
                         [&](const KitTask& task) { return info(task, options->day); });
      });
  add_port_option(verb, options->ports);
  add_use_options(verb, options->day);
}

}  // namespace satchel
