#pragma once

#include "cli/verb.h"

namespace satchel {

// `satchel order show`: what an order says, and to whom.
void add_order_show(Verbs& verbs);

}  // namespace satchel
