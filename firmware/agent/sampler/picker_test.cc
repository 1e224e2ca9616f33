#include "firmware/agent/sampler/picker.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "core/kernels/tables.h"
#include "core/package/sample_package.h"

namespace satchel {
namespace {

EmbeddingSketch sketch(const std::vector<int8_t>& embedding) {
  return sketch_of(embedding.data(), static_cast<uint32_t>(embedding.size()));
}

std::vector<int8_t> random_embedding(std::mt19937& random, size_t size) {
  std::vector<int8_t> values(size);
  for (int8_t& value : values) value = static_cast<int8_t>(random() >> 25);
  return values;
}

TEST(Margin, IsBetweenTheTwoHighestScores) {
  const int8_t scores[] = {-128, 40, -7, 33};
  EXPECT_EQ(margin_of(scores, 4).margin, 7u);
  EXPECT_EQ(margin_of(scores, 4).best, 1u);
  const int8_t sure[] = {127, -128};
  EXPECT_EQ(margin_of(sure, 2).margin, 255u);
  const int8_t equal[] = {-1, -1};
  EXPECT_EQ(margin_of(equal, 2).margin, 0u);
  EXPECT_EQ(margin_of(equal, 2).best, 0u);
  EXPECT_EQ(margin_of(equal, 1).margin, 255u);
}

// A decision section whose last `background` labels are background.
class Rule {
 public:
  Rule(uint16_t labels, int background) : header_{kDecisionVersion, labels, 250, 2, 1, {}} {
    for (int i = labels - background; i < labels; ++i) labels_[i].flags = kBackground;
    EXPECT_TRUE(DecisionRule::validate(this, sizeof(header_) + labels * sizeof(DecisionLabel)));
  }
  DecisionRule view() const { return DecisionRule(this); }

 private:
  DecisionHeader header_;
  DecisionLabel labels_[4] = {};
};

TEST(MarginOfAnswers, LeavesTheBackgroundOut) {
  const int8_t scores[] = {-100, -90, 100, -120};
  uint32_t margin = 0;
  EXPECT_TRUE(margin_of_answers(scores, Rule(4, 2).view(), &margin));
  EXPECT_EQ(margin, 10u);
  EXPECT_TRUE(margin_of_answers(scores, Rule(4, 1).view(), &margin));
  EXPECT_EQ(margin, 190u);
  EXPECT_TRUE(margin_of_answers(scores, Rule(4, 3).view(), &margin)) << "one answer: its own";
  EXPECT_EQ(margin, 28u);
  EXPECT_FALSE(margin_of_answers(scores, Rule(4, 0).view(), &margin));
  EXPECT_FALSE(margin_of_answers(scores, Rule(4, 4).view(), &margin));
}

// The angle that a sketch states is that of the deviations from the mean.
TEST(Sketch, MeasuresAngles) {
  std::mt19937 random(20261);
  for (int round = 0; round < 200; ++round) {
    const std::vector<int8_t> a = random_embedding(random, 64);
    std::vector<int8_t> b = random_embedding(random, 64);
    for (size_t i = 0; i < random() % 64; ++i) b[i] = a[i];
    double mean_a = 0, mean_b = 0, dot = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < 64; ++i) mean_a += a[i] / 64.0, mean_b += b[i] / 64.0;
    for (size_t i = 0; i < 64; ++i) {
      dot += (a[i] - mean_a) * (b[i] - mean_b);
      aa += (a[i] - mean_a) * (a[i] - mean_a);
      bb += (b[i] - mean_b) * (b[i] - mean_b);
    }
    const double angle = std::acos(dot / std::sqrt(aa * bb)) / M_PI;
    // 128 draws: five standard deviations.
    EXPECT_NEAR(different_bits(sketch(a), sketch(b)) / 128.0, angle,
                5 * std::sqrt(angle * (1 - angle) / 128) + 0.03);
  }
}

TEST(Sketch, LooksAtTheDirectionOnly) {
  std::mt19937 random(7);
  const std::vector<int8_t> a = random_embedding(random, 40);
  std::vector<int8_t> moved = a;
  for (int8_t& value : moved) value = static_cast<int8_t>(value - 20);
  EXPECT_EQ(different_bits(sketch(a), sketch(moved)), 0u);
  EXPECT_EQ(different_bits(sketch({}), sketch({})), 0u);
}

// The bound finds one in 64 whatever the model's margins look like.
TEST(Picker, LetsOneInSixtyFourPass) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (const uint32_t spread : {20u, 60u, 200u}) {
    Picker picker;
    uint32_t passed = 0;
    constexpr uint32_t kStream = 64000;
    for (uint32_t i = 0; i < kStream; ++i) {
      const int8_t scores[] = {static_cast<int8_t>(-128 + static_cast<int>(random() % spread)),
                               -128};
      passed += picker.judge(scores, 2, nullptr, {}) != Picker::Verdict::kSure;
    }
    EXPECT_NEAR(passed, double{kStream} / Picker::kOneOf, 60) << "margins below " << spread;
  }
}

// Of words that are all sure to be background one in 128 passes, and no stream gets more than one
// in 64.
TEST(Picker, LooksAtTheBackgroundToo) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  const Rule rule(4, 2);
  const DecisionRule view = rule.view();
  constexpr uint32_t kStream = 64000;
  const int8_t background[] = {-128, -128, 127, -128};
  Picker picker, mixed;
  uint32_t passed = 0, mixed_passed = 0;
  for (uint32_t i = 0; i < kStream; ++i) {
    passed += picker.judge(background, 4, &view, {}) != Picker::Verdict::kSure;
    int8_t scores[4];
    for (int8_t& score : scores)
      score = static_cast<int8_t>(-128 + static_cast<int>(random() % 64));
    mixed_passed += mixed.judge(scores, 4, &view, {}) != Picker::Verdict::kSure;
  }
  EXPECT_NEAR(passed, kStream / (2.0 * Picker::kOneOf), 30);
  EXPECT_LE(mixed_passed, kStream / Picker::kOneOf + 60);
  EXPECT_GE(mixed_passed, kStream / (2 * Picker::kOneOf));
}

TEST(Picker, NeverPicksWhatIsSure) {
  Picker picker;
  const int8_t sure[] = {60, -70};
  for (int i = 0; i < 5000; ++i)
    EXPECT_EQ(picker.judge(sure, 2, nullptr, {}), Picker::Verdict::kSure);
}

TEST(Picker, PassesOverWhatIsLikeOneThatWasKept) {
  std::mt19937 random(3);
  const EmbeddingSketch one = sketch(random_embedding(random, 64));
  const EmbeddingSketch other = sketch(random_embedding(random, 64));
  ASSERT_GE(different_bits(one, other), Picker::kAlikeBits);
  const int8_t unsure[] = {0, 0};
  Picker picker;
  EXPECT_EQ(picker.judge(unsure, 2, nullptr, one), Picker::Verdict::kPicked);
  EXPECT_EQ(picker.judge(unsure, 2, nullptr, one), Picker::Verdict::kPicked) << "it was not kept";
  picker.kept(one);
  EXPECT_EQ(picker.judge(unsure, 2, nullptr, one), Picker::Verdict::kAlike);
  EXPECT_EQ(picker.judge(unsure, 2, nullptr, other), Picker::Verdict::kPicked);
}

// What the tap saw is what the last fully connected step read.
TEST(EmbeddingTap, SeesTheInputOfTheLastFullyConnectedStep) {
  int tapped = 0;
  for (uint32_t seed = 1; seed <= 40; ++seed) {
    Random random(seed);
    SamplePackage package;
    build_sample_package(random, &package);
    alignas(16) static uint8_t arena[64 * 1024];
    Capabilities capabilities;
    capabilities.kernels = kAllKernels;
    Engine engine;
    ASSERT_TRUE(engine.init(package.bytes, package.size, capabilities, arena, sizeof(arena)).ok());
    EmbeddingTap tap;
    tap.attach(engine.package());
    if (!tap.attached()) continue;
    const auto fill = [&] {
      for (uint32_t i = 0; i < engine.package().input_count(); ++i) {
        for (uint32_t at = 0; at < engine.package().input(i).bytes; ++at) {
          engine.input(i)[at] = static_cast<uint8_t>(at * 31 + seed);
        }
      }
    };
    fill();
    engine.run(tap.hook());
    uint32_t last = 0;
    for (uint32_t i = 0; i < engine.package().step_count(); ++i) {
      const Kernel kernel = static_cast<Kernel>(engine.package().steps()[i].kernel);
      if (kernel == Kernel::kFullyConnected || kernel == Kernel::kFullyConnectedPairs ||
          kernel == Kernel::kFullyConnectedTiles) {
        last = i;
      }
    }
    struct Seen {
      uint32_t before;
      const Step* layer;
      EmbeddingSketch sketch;
    } seen = {last - 1, engine.package().steps() + last, {}};
    fill();
    engine.run({[](void* self, uint32_t index, const Step&, const uint8_t* memory) {
                  Seen& s = *static_cast<Seen*>(self);
                  if (index != s.before) return;
                  s.sketch = sketch_of(reinterpret_cast<const int8_t*>(memory + s.layer->input[0]),
                                       s.layer->shape.rows.rows * s.layer->shape.rows.in);
                },
                &seen});
    EXPECT_EQ(different_bits(seen.sketch, tap.sketch()), 0u) << "seed " << seed;
    ++tapped;
  }
  EXPECT_GT(tapped, 0);
}

}  // namespace
}  // namespace satchel
