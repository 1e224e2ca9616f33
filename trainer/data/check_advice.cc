#include "trainer/data/check_advice.h"

#include <algorithm>
#include <cstdio>

namespace satchel {
namespace {

constexpr std::size_t kFewPeople = 10;
constexpr std::uint32_t kFewClips = 20;
constexpr double kUneven = 3;
constexpr double kHarmlessShare = 0.03;  // of the clips that may be overdriven

std::string counted(std::size_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string share(std::size_t part, std::size_t whole) {
  char text[40];
  std::snprintf(
      text, sizeof text, "%.1f %% of all",
      100.0 * static_cast<double>(part) / static_cast<double>(std::max<std::size_t>(whole, 1)));
  return text;
}

void about_files(const DataReport& report, std::vector<Advice>& advice) {
  if (!report.undecodable.empty()) {
    advice.push_back({"undecodable", counted(report.undecodable.size(), "file is", "files are") +
                                         " not audio that can be read: record again or delete; "
                                         "training stops at the first one."});
  }
  if (!report.misnamed.empty()) {
    advice.push_back({"misnamed", counted(report.misnamed.size(), "file is", "files are") +
                                      " left out, because the name tells no person: rename to "
                                      "<subject>__<n>.wav, the same subject for the same person."});
  }
  if (!report.clipped.empty()) {
    const bool few = static_cast<double>(report.clipped.size()) < kHarmlessShare * report.clips;
    advice.push_back({"clipped", counted(report.clipped.size(), "recording is", "recordings are") +
                                     " overdriven, " + share(report.clipped.size(), report.clips) +
                                     (few ? ": too few to do harm, leave them."
                                          : ": hold the microphone further away or turn its gain "
                                            "down, and record again.")});
  }
  if (!report.near_silent.empty()) {
    advice.push_back(
        {"near_silent", counted(report.near_silent.size(), "recording is", "recordings are") +
                            " nearly silent: nobody spoke or the microphone was muted; "
                            "delete, or they teach that silence is this word."});
  }
  if (!report.odd_length.empty()) {
    advice.push_back(
        {"odd_length", counted(report.odd_length.size(), "recording is", "recordings are") +
                           " very short or very long for a word: of a long one only the "
                           "second with the most sound is used; listen to them."});
  }
}

void about_duplicates(const DataReport& report, std::vector<Advice>& advice) {
  if (report.duplicates.empty()) return;
  const auto contradictions = std::count_if(report.duplicates.begin(), report.duplicates.end(),
                                            [](const Duplicate& d) { return d.contradicts; });
  advice.push_back(
      {"duplicates", counted(report.duplicates.size(), "recording is", "recordings are") +
                         " there more than once: keep one copy of each."});
  if (contradictions > 0) {
    advice.push_back(
        {"contradicting_duplicates",
         std::to_string(contradictions) +
             " of them under different labels or persons: one name is wrong, and a copy "
             "in two splits makes the test too easy; delete the wrong one."});
  }
}

void about_labels(const DataReport& report, std::vector<Advice>& advice) {
  for (const LabelReport& label : report.labels) {
    if (label.clips < kFewClips) {
      advice.push_back({"few_clips", "`" + label.label + "` has only " +
                                         counted(label.clips, "clip", "clips") +
                                         ": record more, or add synthetic voices."});
    } else if (label.training == 0) {
      advice.push_back({"no_training", "`" + label.label +
                                           "` was said by nobody in the training split: "
                                           "let more people say it."});
    } else if (label.test == 0) {
      advice.push_back({"no_test", "`" + label.label +
                                       "` was said by nobody in the test split, so "
                                       "nothing will be known about new people: let "
                                       "more people say it."});
    }
  }
  if (report.imbalance > kUneven) {
    char text[200];
    std::snprintf(text, sizeof text,
                  "The largest label has %.1f times the clips of the smallest: record more of the "
                  "small ones, or expect them to be missed more often.",
                  report.imbalance);
    advice.push_back({"imbalance", text});
  }
}

void about_people(const DataReport& report, std::vector<Advice>& advice) {
  if (report.subjects.size() == 1) {
    advice.push_back({"one_person",
                      "All recordings are of one person: such a lesson is refused, because "
                      "nothing can be said about anybody else. Let others speak, or add "
                      "synthetic voices."});
  } else if (!report.subjects.empty() && report.subjects.size() < kFewPeople) {
    advice.push_back(
        {"few_people", "Only " + std::to_string(report.subjects.size()) +
                           " people: ten give a first impression, fifty a useful model."});
  }
  if (report.noise_files == 0) {
    advice.push_back({"no_noise",
                      "There is no _background_noise_: a few minutes of the room's own noise "
                      "make the model robust, and _silence_ is tested on it."});
  }
}

}  // namespace

std::vector<Advice> advise(const DataReport& report) {
  std::vector<Advice> advice;
  about_files(report, advice);
  about_duplicates(report, advice);
  about_labels(report, advice);
  about_people(report, advice);
  return advice;
}

}  // namespace satchel
