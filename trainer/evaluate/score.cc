#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "trainer/augment/random.h"
#include "trainer/evaluate/evaluate.h"

namespace satchel {
namespace {

constexpr int kDraws = 2000;

struct Tally {
  std::uint32_t right = 0;
  std::uint32_t clips = 0;
};

// 95 % interval of the accuracy when the people had been others of the same kind: as many people
// are drawn with replacement, each with all of his or her clips (Efron and Tibshirani 1993, cluster
// bootstrap).
void bootstrap(const std::vector<Tally>& people, std::uint64_t seed, Scores& scores) {
  Random random(seed);
  std::vector<double> accuracies;
  for (int draw = 0; draw < kDraws; ++draw) {
    Tally sum;
    for (std::size_t i = 0; i < people.size(); ++i) {
      const Tally& person = people[random.below(people.size())];
      sum.right += person.right;
      sum.clips += person.clips;
    }
    accuracies.push_back(static_cast<double>(sum.right) / sum.clips);
  }
  std::sort(accuracies.begin(), accuracies.end());
  scores.low = accuracies[kDraws / 40];
  scores.high = accuracies[kDraws - 1 - kDraws / 40];
}

void judge_classes(Scores& scores) {
  const std::size_t n = scores.labels.size();
  double recalls = 0;
  int present = 0;
  for (std::size_t truth = 0; truth < n; ++truth) {
    ClassResult result{scores.labels[truth], 0, 0};
    for (std::size_t answer = 0; answer < n; ++answer)
      result.count += scores.confusion[truth * n + answer];
    if (result.count > 0) {
      result.recall = static_cast<double>(scores.confusion[truth * n + truth]) / result.count;
      recalls += result.recall;
      ++present;
    }
    scores.classes.push_back(std::move(result));
  }
  scores.macro_recall = present ? recalls / present : 0;
}

}  // namespace

Scores score(std::span<const TestClip> clips, std::span<const TestAnswer> answers,
             std::span<const std::string> labels, const std::string& split, std::uint64_t seed) {
  Scores scores;
  scores.split = split;
  scores.labels.assign(labels.begin(), labels.end());
  scores.confusion.assign(labels.size() * labels.size(), 0);
  scores.clips = static_cast<std::uint32_t>(clips.size());
  std::map<std::pair<bool, std::string>, Tally> by_subject;
  std::uint32_t right = 0;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const bool correct = clips[i].label == answers[i].label;
    ++scores.confusion[static_cast<std::size_t>(clips[i].label) * labels.size() +
                       static_cast<std::size_t>(answers[i].label)];
    Tally& tally = by_subject[{clips[i].person, clips[i].subject}];
    ++tally.clips;
    tally.right += correct;
    right += correct;
    if (correct) continue;
    scores.wrong.push_back(
        {i, clips[i].file, scores.labels[static_cast<std::size_t>(clips[i].label)],
         scores.labels[static_cast<std::size_t>(answers[i].label)], answers[i].confidence});
  }
  if (clips.empty()) return scores;
  scores.accuracy = static_cast<double>(right) / scores.clips;
  std::vector<Tally> tallies;
  for (const auto& [subject, tally] : by_subject) {
    tallies.push_back(tally);
    scores.subjects += subject.first;
  }
  bootstrap(tallies, seed, scores);
  judge_classes(scores);
  std::stable_sort(scores.wrong.begin(), scores.wrong.end(),
                   [](const auto& a, const auto& b) { return a.confidence > b.confidence; });
  return scores;
}

}  // namespace satchel
