#pragma once

#include "cli/verb.h"

namespace satchel {

// The verbs of `satchel kit`, a file each.
void add_kit_configure(Verbs& verbs);
void add_kit_consent(Verbs& verbs);
void add_kit_erase(Verbs& verbs);
void add_kit_info(Verbs& verbs);
void add_kit_install(Verbs& verbs);
void add_kit_list(Verbs& verbs);
void add_kit_provision(Verbs& verbs);
void add_kit_run(Verbs& verbs);
void add_kit_samples(Verbs& verbs);
void add_kit_start(Verbs& verbs);
void add_kit_telemetry(Verbs& verbs);

}  // namespace satchel
