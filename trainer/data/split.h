#pragma once

#include <string_view>

namespace satchel {

// A person is in one split with everything that he or she said.
enum class Split { kTest, kValidation, kTraining };

// sha256(subject) as one big integer, mod 5: 0 test, 1 validation, else training. The same rule for
// every data set and for synthetic people.
Split split_of(std::string_view subject);

// "test", "validation", "training".
std::string_view split_name(Split split);

}  // namespace satchel
