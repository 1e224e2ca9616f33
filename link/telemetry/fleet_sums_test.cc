#include "link/telemetry/fleet_sums.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

#include "base/error.h"
#include "link/telemetry/noise.h"

namespace satchel {
namespace {

using testing::HasSubstr;

ByteVector seal(const ByteVector& message, const SealingKey& to) {
  ByteVector sealed(message.size() + crypto_box_SEALBYTES);
  EXPECT_EQ(crypto_box_seal(sealed.data(), message.data(), message.size(), to.public_key().data()),
            0);
  return sealed;
}

ByteVector seal(const LearningReport& report, const SealingKey& to) {
  ByteVector bytes(kLearningReportBytes);
  EXPECT_TRUE(write_learning_report(report, bytes.data()));
  return seal(bytes, to);
}

LearningReport a_report(LearningQuestion question, std::uint32_t milli_epsilon = 500,
                        std::uint8_t package = 7) {
  LearningReport report;
  report.pseudonym[0] = 1;
  report.package[0] = package;
  report.milli_epsilon = milli_epsilon;
  report.question = question;
  return report;
}

template <typename Call>
std::string refusal(Call call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kRefused);
    return error.what();
  }
  return "nothing was refused";
}

class FleetSumsTest : public testing::Test {
 protected:
  const SealingKey service_ = SealingKey::generate();
  FleetSums sums_;
};

TEST_F(FleetSumsTest, OpensWhatAKitSealed) {
  LearningReport report = a_report(LearningQuestion::kDrift);
  report.answers[0] = -900;
  report.answers[1] = 12;
  const ByteVector sealed = seal(report, service_);
  ASSERT_EQ(sealed.size(), kSealedReportBytes);
  const LearningReport opened = open_report(sealed, service_);
  EXPECT_EQ(opened.question, LearningQuestion::kDrift);
  EXPECT_EQ(opened.answers[0], -900);
  EXPECT_EQ(opened.answers[1], 12);
  EXPECT_EQ(opened.pseudonym[0], 1);
}

TEST_F(FleetSumsTest, RefusesWhatItCannotOpenAndSaysWhy) {
  const ByteVector sealed = seal(a_report(LearningQuestion::kLatency), service_);
  const auto add = [&](const ByteVector& bytes, const SealingKey& key) {
    return refusal([&] { sums_.add(bytes, key); });
  };
  EXPECT_THAT(add(sealed, SealingKey::generate()), HasSubstr("does not open with this key"));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    ByteVector damaged = sealed;
    damaged[i] ^= 1;
    EXPECT_THAT(add(damaged, service_), HasSubstr("does not open")) << "byte " << i;
  }
  for (const std::size_t size : {std::size_t{0}, std::size_t{47}, sealed.size() - 1}) {
    EXPECT_THAT(add(ByteVector(sealed.begin(), sealed.begin() + size), service_), HasSubstr("176"));
  }
  EXPECT_THAT(add(seal(ByteVector(kLearningReportBytes), service_), service_),
              HasSubstr("refused"));
  EXPECT_TRUE(sums_.answers(0).empty());
}

TEST_F(FleetSumsTest, CountsAReportThatIsSentAgainOnce) {
  LearningReport report = a_report(LearningQuestion::kInferences);
  report.answers[0] = 40;
  const ByteVector sealed = seal(report, service_);
  EXPECT_EQ(sums_.add(sealed, service_), FleetSums::Taken::kCounted);
  EXPECT_EQ(sums_.add(sealed, service_), FleetSums::Taken::kRepeated);
  // Equal numbers under another seal are another kit's.
  EXPECT_EQ(sums_.add(seal(report, service_), service_), FleetSums::Taken::kCounted);
  const std::vector<FleetAnswers> answers = sums_.answers(2);
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].reports, 2u);
  EXPECT_EQ(answers[0].sums, std::vector<double>{80});
  EXPECT_EQ(answers[0].mean(0), 40);
}

TEST_F(FleetSumsTest, AddsOnlyWhatTheSameAlgorithmMade) {
  using Question = LearningQuestion;
  for (const Question question : {Question::kInferences, Question::kLatency}) {
    for (const std::uint32_t milli_epsilon : {500u, 1000u}) {
      for (const std::uint8_t package : {1, 2}) {
        sums_.add(seal(a_report(question, milli_epsilon, package), service_), service_);
      }
    }
  }
  EXPECT_EQ(sums_.answers(1).size(), 8u);
}

TEST_F(FleetSumsTest, ShowsNoSmallGroup) {
  for (int i = 0; i < 9; ++i) {
    sums_.add(seal(a_report(LearningQuestion::kInferences), service_), service_);
  }
  EXPECT_TRUE(sums_.answers(10).empty());
  sums_.add(seal(a_report(LearningQuestion::kInferences), service_), service_);
  EXPECT_EQ(sums_.answers(10).size(), 1u);
}

TEST_F(FleetSumsTest, RefusesANumberThatNoKitGives) {
  for (const LearningQuestion question :
       {LearningQuestion::kInferences, LearningQuestion::kDecisions, LearningQuestion::kDrift}) {
    const AnswerShape& shape = shape_of(question);
    const std::int64_t noise = widest_noise(question, 500);
    LearningReport report = a_report(question);
    std::int32_t& last = report.answers[shape.count - 1];
    for (const std::int64_t honest : {shape.low - noise, shape.high + noise}) {
      last = static_cast<std::int32_t>(honest);
      EXPECT_EQ(sums_.add(seal(report, service_), service_), FleetSums::Taken::kCounted);
    }
    for (const std::int64_t forged : {shape.low - noise - 1, shape.high + noise + 1}) {
      last = static_cast<std::int32_t>(forged);
      EXPECT_THAT(refusal([&] { sums_.add(seal(report, service_), service_); }),
                  HasSubstr("no kit's noise"));
    }
  }
}

// A thousand kits of a known truth, forty times: the errors of the sums, in the deviations that are
// stated, have to look like a standard normal. Noise is drawn here as a difference of two geometric
// numbers, which is another way than the kit's.
TEST_F(FleetSumsTest, ItsErrorIsTheOneThatItStates) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  const LearningQuestion question = LearningQuestion::kConfidence;
  const std::size_t count = shape_of(question).count;
  std::geometric_distribution<std::int32_t> half(
      -std::expm1(-0.5 / shape_of(question).sensitivity()));
  double errors = 0, squares = 0, numbers = 0;
  for (int fleet = 0; fleet < 40; ++fleet) {
    FleetSums sums;
    std::vector<double> truth(count);
    for (int kit = 0; kit < 1000; ++kit) {
      LearningReport report = a_report(question);
      for (std::size_t i = 0; i < count; ++i) {
        const auto count_of_bin = static_cast<std::int32_t>(random() % (10 * (i + 1)));
        truth[i] += count_of_bin;
        report.answers[i] = count_of_bin + half(random) - half(random);
      }
      sums.add(seal(report, service_), service_);
    }
    const FleetAnswers answers = sums.answers(1000).at(0);
    for (std::size_t i = 0; i < count; ++i, ++numbers) {
      const double error = (answers.sums[i] - truth[i]) / answers.noise_deviation;
      errors += error;
      squares += error * error;
    }
  }
  // 320 numbers: five deviations of a mean and of a chi-square.
  EXPECT_NEAR(errors / numbers, 0, 5 / std::sqrt(numbers));
  EXPECT_NEAR(squares / numbers, 1, 5 * std::sqrt(2 / numbers));
}

FleetAnswers answers_of(LearningQuestion question, std::vector<double> sums) {
  FleetAnswers answers;
  answers.group.question = question;
  answers.reports = 1;
  answers.sums = std::move(sums);
  return answers;
}

TEST(Shares, AreTheNearestWithoutANegativeOne) {
  const auto confidence = [](std::vector<double> sums) {
    return shares(answers_of(LearningQuestion::kConfidence, std::move(sums)));
  };
  EXPECT_THAT(confidence({1, 3, 0, 0}), testing::ElementsAre(0.25, 0.75, 0, 0));
  // By hand: whole 8; without the negative one 12 over three, so 4/3 go off each, 1 falls below;
  // then 11 over two, 3/2 off each.
  const std::vector<double> mended = confidence({-4, 1, 3, 8});
  EXPECT_THAT(mended,
              testing::ElementsAre(0, 0, testing::DoubleEq(1.5 / 8), testing::DoubleEq(6.5 / 8)));
  EXPECT_TRUE(confidence({-1, -2}).empty());
  EXPECT_TRUE(confidence({1, -2}).empty());
  EXPECT_TRUE(shares(answers_of(LearningQuestion::kLatency, {1, 2, 3})).empty());
}

TEST(Shares, AreSharesWhateverTheSumsAre) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  std::normal_distribution<double> noise(20, 100);
  for (int round = 0; round < 1000; ++round) {
    std::vector<double> sums(1 + kCountedLabels);
    for (double& sum : sums) sum = noise(random);
    const std::vector<double> out = shares(answers_of(LearningQuestion::kDecisions, sums));
    if (std::accumulate(sums.begin(), sums.end(), 0.0) <= 0) {
      EXPECT_TRUE(out.empty());
      continue;
    }
    EXPECT_NEAR(std::accumulate(out.begin(), out.end(), 0.0), 1, 1e-9);
    for (const double share : out) EXPECT_GE(share, 0);
  }
}

}  // namespace
}  // namespace satchel
