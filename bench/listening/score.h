#pragma once

#include <string>
#include <vector>

#include "bench/listening/stitch.h"

namespace satchel {

// What `satchel listen` said, in seconds from the recording's start.
struct HeardWord {
  double time = 0;
  std::string label;

  bool operator==(const HeardWord&) const = default;
};

struct ListeningScore {
  int words = 0;          // of the lesson's labels that were spoken
  int hits = 0;           // that were heard, each at most once
  int wrong = 0;          // false accepts while a word was spoken: another word, or the same twice
  int false_accepts = 0;  // all answers that are no hit, `wrong` included
};

// An answer is a hit when its label was spoken and it comes while the word, or the second after it
// (a window's length), is heard.
ListeningScore score_listening(const std::vector<SpokenWord>& spoken,
                               const std::vector<HeardWord>& heard);

// Reads the lines of `satchel listen --json`. Throws Exit::kFailed when they are something else.
std::vector<HeardWord> parse_heard(const std::string& lines);

}  // namespace satchel
