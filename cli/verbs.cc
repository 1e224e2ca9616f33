#include "cli/verbs.h"

#include "cli/verb.h"

namespace satchel {

void add_new(Verbs& verbs);
void add_version(Verbs& verbs);

void add_all_verbs(Verbs& verbs) {
  add_new(verbs);
  add_version(verbs);
}

}  // namespace satchel
