#include "cli/kit/verbs.h"

namespace satchel {

void add_kit(Verbs& verbs) {
  verbs.describe("kit", "Look after kits on a cable");
  add_kit_list(verbs);
  add_kit_info(verbs);
  add_kit_provision(verbs);
  add_kit_install(verbs);
  add_kit_run(verbs);
  add_kit_telemetry(verbs);
  add_kit_samples(verbs);
  add_kit_consent(verbs);
  add_kit_configure(verbs);
  add_kit_erase(verbs);
  add_kit_start(verbs);
}

}  // namespace satchel
