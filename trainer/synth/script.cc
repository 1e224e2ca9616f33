#include "trainer/synth/script.h"

#include <array>
#include <cstdint>

namespace satchel {
namespace {

struct Range {
  char32_t first, last;
  std::string_view script;
};

// The Unicode blocks in which words are written (Unicode 15, Blocks.txt), without those that
// espeak-ng has no language for.
constexpr std::array kScripts = {
    Range{0x41, 0x5a, "Latin"},        Range{0x61, 0x7a, "Latin"},
    Range{0xc0, 0x24f, "Latin"},       Range{0x370, 0x3ff, "Greek"},
    Range{0x400, 0x52f, "Cyrillic"},   Range{0x530, 0x58f, "Armenian"},
    Range{0x590, 0x5ff, "Hebrew"},     Range{0x600, 0x77f, "Arabic"},
    Range{0x8a0, 0x8ff, "Arabic"},     Range{0x900, 0x97f, "Devanagari"},
    Range{0x980, 0x9ff, "Bengali"},    Range{0xa00, 0xa7f, "Gurmukhi"},
    Range{0xa80, 0xaff, "Gujarati"},   Range{0xb00, 0xb7f, "Oriya"},
    Range{0xb80, 0xbff, "Tamil"},      Range{0xc00, 0xc7f, "Telugu"},
    Range{0xc80, 0xcff, "Kannada"},    Range{0xd00, 0xd7f, "Malayalam"},
    Range{0xd80, 0xdff, "Sinhala"},    Range{0xe00, 0xe7f, "Thai"},
    Range{0xe80, 0xeff, "Lao"},        Range{0xf00, 0xfff, "Tibetan"},
    Range{0x1000, 0x109f, "Burmese"},  Range{0x10a0, 0x10ff, "Georgian"},
    Range{0x1100, 0x11ff, "Korean"},   Range{0x1200, 0x139f, "Ethiopic"},
    Range{0x13a0, 0x13ff, "Cherokee"}, Range{0x1780, 0x17ff, "Khmer"},
    Range{0x1e00, 0x1eff, "Latin"},    Range{0x1f00, 0x1fff, "Greek"},
    Range{0x2e80, 0x2fdf, "Chinese"},  Range{0x3040, 0x30ff, "Japanese"},
    Range{0x3400, 0x9fff, "Chinese"},  Range{0xac00, 0xd7a3, "Korean"},
    Range{0xf900, 0xfaff, "Chinese"},  Range{0xfb50, 0xfdff, "Arabic"},
    Range{0xfe70, 0xfefc, "Arabic"},   Range{0x20000, 0x3134f, "Chinese"},
};

// Symbols, as far as they are not ASCII. Joiners and apostrophes inside General Punctuation are
// letters' helpers and stand outside.
constexpr std::array kSymbols = {
    Range{0x80, 0xa9, ""},        Range{0xab, 0xb4, ""},     Range{0xb6, 0xb9, ""},
    Range{0xbb, 0xbf, ""},        Range{0xd7, 0xd7, ""},     Range{0xf7, 0xf7, ""},
    Range{0x2000, 0x200b, ""},    Range{0x200e, 0x200f, ""}, Range{0x2012, 0x2017, ""},
    Range{0x201a, 0x2bff, ""},    Range{0x2ff0, 0x3004, ""}, Range{0x3008, 0x3030, ""},
    Range{0xfe00, 0xfe6f, ""},    Range{0xfff0, 0xffff, ""}, Range{0x1d000, 0x1fbff, ""},
    Range{0xe0000, 0x10ffff, ""},
};

bool contains(const Range& range, char32_t c) {
  return c >= range.first && c <= range.last;
}

}  // namespace

std::vector<char32_t> code_points(std::string_view text) {
  std::vector<char32_t> points;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<std::uint8_t>(text[i]);
    const int length = lead < 0x80       ? 1
                       : lead >> 5 == 6  ? 2
                       : lead >> 4 == 14 ? 3
                       : lead >> 3 == 30 ? 4
                                         : 0;
    if (length == 0 || i + length > text.size()) return {};
    char32_t point = length == 1 ? lead : lead & (0x7f >> length);
    for (int k = 1; k < length; ++k) {
      const auto next = static_cast<std::uint8_t>(text[i + k]);
      if (next >> 6 != 2) return {};
      point = point << 6 | (next & 0x3f);
    }
    points.push_back(point);
    i += length;
  }
  return points;
}

std::string to_utf8(char32_t c) {
  std::string text;
  auto tail = [&](int shift) { text += static_cast<char>(0x80 | ((c >> shift) & 0x3f)); };
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += static_cast<char>(0xc0 | c >> 6);
    tail(0);
  } else if (c < 0x10000) {
    text += static_cast<char>(0xe0 | c >> 12);
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xf0 | c >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
  return text;
}

bool is_symbol(char32_t c) {
  if (c < 0x80) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return !letter &&
           std::string_view(" '-.,!?").find(static_cast<char>(c)) == std::string_view::npos;
  }
  for (const Range& range : kSymbols) {
    if (contains(range, c)) return true;
  }
  return false;
}

std::string_view script_of(char32_t c) {
  if (c == 0xd7 || c == 0xf7) return "";
  for (const Range& range : kScripts) {
    if (contains(range, c)) return range.script;
  }
  return "";
}

bool is_syllabic(char32_t c) {
  const std::string_view script = script_of(c);
  return script == "Chinese" || script == "Japanese" || script == "Korean" ||
         script == "Ethiopic" || script == "Cherokee";
}

}  // namespace satchel
