#include "trainer/train/examples.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "compiler/frontend/frontend_builder.h"

namespace satchel {
namespace {

constexpr int kWarps = 7;

std::size_t words_among(const std::vector<Example>& examples, const BackgroundShares& background) {
  return static_cast<std::size_t>(std::ranges::count_if(examples, [&](const Example& example) {
    return !background[static_cast<std::size_t>(example.label)];
  }));
}

// Keeps as many of the label's examples, spread evenly, as its share allows.
void thin_out(std::vector<Example>& examples, int label, std::size_t wanted) {
  const auto is_label = [&](const Example& example) { return example.label == label; };
  const auto count = static_cast<std::size_t>(std::ranges::count_if(examples, is_label));
  if (count <= wanted) return;
  std::size_t seen = 0;
  std::erase_if(examples, [&](const Example& example) {
    if (!is_label(example)) return false;
    const std::size_t at = seen++;
    return at * wanted / count == (at + 1) * wanted / count;
  });
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

  sets.background.resize(corpus.labels.size());
  double words_share = 1;
  const auto set_share = [&](int label, double share) {
    if (label < 0) return;
    sets.background[static_cast<std::size_t>(label)] = share;
    words_share -= share;
  };
  set_share(unknown, settings.unknown_share);
  set_share(silence, settings.silence_share);

  const auto words = static_cast<double>(words_among(sets.validation, sets.background));
  const auto validation_count = [&](double share) {
    return static_cast<std::size_t>(std::lround(std::max(words * share / words_share, 1.0)));
  };
  if (unknown >= 0) thin_out(sets.validation, unknown, validation_count(settings.unknown_share));
  if (silence >= 0) {
    // One stands for all in training: what it sounds like is drawn anew each time.
    sets.training.push_back({nullptr, silence});
    sets.validation.resize(sets.validation.size() + validation_count(settings.silence_share),
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
