#include "trainer/train/learner/float_answers.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "compiler/frontend/clip_features.h"
#include "trainer/train/learner/learner.h"

namespace satchel {
namespace {

constexpr std::size_t kBatch = 256;

std::vector<float> features_of(const FloatModel& model, std::span<const TestClip> clips) {
  const FrontEndView front_end(model.front_end.data());
  const std::size_t values = front_end.tensor_bytes();
  std::vector<float> features(clips.size() * values);
  parallel_for(clips.size(), [&](std::size_t i) {
    const std::vector<std::int8_t> tensor = clip_features(front_end, clips[i].pcm).tensor;
    for (std::size_t k = 0; k < values; ++k) {
      features[i * values + k] =
          model.input.scale * static_cast<float>(tensor[k] - model.input.zero_point);
    }
  });
  return features;
}

TestAnswer answer_of(std::span<const float> logits) {
  const auto highest = std::ranges::max_element(logits);
  double sum = 0;
  for (const float logit : logits) sum += std::exp(static_cast<double>(logit - *highest));
  return {static_cast<int>(highest - logits.begin()), 1 / sum};
}

}  // namespace

std::vector<TestAnswer> run_float(const FloatModel& model, std::span<const TestClip> clips,
                                  int threads) {
  Learner learner(model.network, threads);
  learner.state() = model.state;
  learner.set_arithmetic(Arithmetic::kFolded);
  learner.set_range_tracking(false);
  std::vector<TestAnswer> answers;
  for (std::size_t first = 0; first < clips.size(); first += kBatch) {
    const auto batch = clips.subspan(first, std::min(kBatch, clips.size() - first));
    const std::vector<float> features = features_of(model, batch);
    const std::vector<float> logits = learner.logits({features, batch.size()});
    const std::size_t classes = logits.size() / batch.size();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      answers.push_back(answer_of(std::span(logits).subspan(i * classes, classes)));
    }
  }
  return answers;
}

}  // namespace satchel
