#include "trainer/train/examples.h"

#include <algorithm>

#include "base/error.h"
#include "compiler/frontend/frontend_builder.h"

namespace satchel {
namespace {

constexpr int kWarps = 7;

// As many as a word has on average, and at least one.
std::size_t mean_count(const std::vector<Example>& examples, std::size_t words) {
  return std::max<std::size_t>(examples.size() / std::max<std::size_t>(words, 1), 1);
}

void require_examples(const Corpus& corpus, const ExampleSets& sets, int silence) {
  std::vector<std::size_t> counts(corpus.labels.size(), 0);
  for (const Example& example : sets.training) ++counts[static_cast<std::size_t>(example.label)];
  for (std::size_t label = 0; label < counts.size(); ++label) {
    if (counts[label] > 0 || static_cast<int>(label) == silence) continue;
    throw Error(Exit::kRefused, "the label `" + corpus.labels[label] + "` has no clip to train on",
                "add recordings of it from people of the training split, or take the label out");
  }
  if (sets.validation.empty()) {
    throw Error(Exit::kRefused, "no clip is left for validation",
                "add more people: a fifth of them, chosen by their names, is for validation");
  }
}

}  // namespace

ExampleSets choose_examples(const Corpus& corpus, const TrainingSettings& settings) {
  ExampleSets sets;
  for (const Clip& clip : corpus.clips) {
    const int label = corpus.label_index(clip.label);
    if (label < 0) continue;
    if (clip.split == Split::kTraining) sets.training.push_back({&clip, label});
    if (clip.split == Split::kValidation) sets.validation.push_back({&clip, label});
  }
  const int silence = corpus.label_index(kSilenceLabel);
  const int unknown = corpus.label_index(kUnknownLabel);
  require_examples(corpus, sets, silence);

  sets.background.assign(corpus.labels.size(), 0.0);
  if (unknown >= 0) sets.background[static_cast<std::size_t>(unknown)] = settings.unknown_share;
  if (silence >= 0) {
    sets.background[static_cast<std::size_t>(silence)] = settings.silence_share;
    const std::size_t words = corpus.labels.size() - 1;
    sets.training.resize(sets.training.size() + mean_count(sets.training, words),
                         {nullptr, silence});
    sets.validation.resize(sets.validation.size() + mean_count(sets.validation, words),
                           {nullptr, silence});
  }
  return sets;
}

FrontEnds build_front_ends(const FrontEndDesign& design, double warp) {
  FrontEnds front_ends;
  front_ends.package = build_front_end(design);
  if (warp <= 0) return front_ends;
  for (int i = 0; i < kWarps; ++i) {
    FrontEndDesign variant = design;
    variant.warp = design.warp * (1 + warp * (2.0 * i / (kWarps - 1) - 1));
    front_ends.variants.push_back(build_front_end(variant));
  }
  return front_ends;
}

}  // namespace satchel
