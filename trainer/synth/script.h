#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace satchel {

// Just enough of Unicode to tell letters from symbols and to name a script.

// Empty when `text` is not valid UTF-8.
std::vector<char32_t> code_points(std::string_view text);
std::string to_utf8(char32_t code_point);

// A pictograph, a mathematical sign, a bracket: nothing that a word is written with.
bool is_symbol(char32_t code_point);

// "Latin", "Cyrillic", ...; empty for digits, marks and scripts without a name here.
std::string_view script_of(char32_t code_point);

// One character stands for a syllable or a word, so that reading each is reading, not spelling.
bool is_syllabic(char32_t code_point);

}  // namespace satchel
