#include "compiler/inspect/inspect.h"

#include <memory>

#include "cli/verb.h"
#include "compiler/emit/run.h"
#include "compiler/source/source.h"

namespace satchel {

void add_inspect(Verbs& verbs) {
  auto file = std::make_shared<std::string>();
  CLI::App& verb = verbs.add("inspect", "Show what a package holds and costs",
                             [file](const CommonOptions& common) {
                               const Runner runner(read_package(*file), *file);
                               Answer answer;
                               answer.json = inspect_json(runner.package(), *file);
                               if (!common.json)
                                 answer.text = inspect_text(runner.package(), *file);
                               return answer;
                             });
  verb.add_option("package", *file, "The .satchel file")->required();
}

}  // namespace satchel
