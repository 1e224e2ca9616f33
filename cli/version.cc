#include "cli/verb.h"

namespace satchel {

// `satchel version` is for scripts (`--json`), `satchel --version` for people.
void add_version(Verbs& verbs) {
  verbs.add("version", "Say which version this is", [](const CommonOptions&) {
    return Answer{{{"version", SATCHEL_VERSION}}, "satchel " SATCHEL_VERSION, Exit::kOk};
  });
}

}  // namespace satchel
