#pragma once

namespace satchel {

class Verbs;

// Every verb of the program, in the order in which a lesson meets them.
void add_all_verbs(Verbs& verbs);

}  // namespace satchel
