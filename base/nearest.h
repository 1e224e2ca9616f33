#pragma once

#include <span>
#include <string>
#include <string_view>

namespace satchel {

// The candidate that `word` was probably meant to be: the one with the fewest single-character
// edits (Levenshtein), if those are few for its length; else empty. For "unknown key `epcohs`; did
// you mean `epochs`?".
std::string nearest(std::string_view word, std::span<const std::string> candidates);

}  // namespace satchel
