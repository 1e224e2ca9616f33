// Sealed learning reports, opened by their service.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sodium.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "cli/kit/testing.h"
#include "link/telemetry/fleet_sums.h"

namespace satchel {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing_support::answer_of;
using testing_support::file;
using testing_support::satchel;
using testing_support::Words;

class TelemetryOpen : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    for (const char* kind : {"service", "steward"}) {
      if (std::filesystem::exists(file(std::string(kind) + ".key"))) continue;
      ASSERT_EQ(satchel({"keys", "new", file(kind), "--kind", kind}).exit_code, 0);
    }
  }

  static std::string save(const LearningReport& report, const std::string& name) {
    const SealingPublic service = read_sealing_public(file("service.pub"), KeyKind::kService);
    ByteVector bytes(kLearningReportBytes), sealed(kSealedReportBytes);
    EXPECT_TRUE(write_learning_report(report, bytes.data()));
    crypto_box_seal(sealed.data(), bytes.data(), bytes.size(), service.data());
    write_file_atomically(file(name), sealed);
    return file(name);
  }

  static LearningReport drift() {
    LearningReport report;
    report.pseudonym[0] = 1;
    report.package[0] = 7;
    report.milli_epsilon = 500;
    report.question = LearningQuestion::kDrift;
    report.answers[0] = -900;
    report.answers[1] = 12;
    return report;
  }

  static void expect_refused(const Words& arguments, const std::string& why, Exit exit_code) {
    const ProcessResult result = satchel(arguments);
    EXPECT_EQ(result.exit_code, static_cast<int>(exit_code)) << result.errors;
    EXPECT_THAT(result.errors, HasSubstr(why));
    EXPECT_EQ(result.output, "");
  }
};

TEST_F(TelemetryOpen, TheServiceReadsWhatTheKitSealed) {
  const std::string sealed = save(drift(), "drift.report");
  const Words open = {"telemetry", "open", sealed, "--key", file("service.key")};
  const json report = answer_of(open)["reports"].at(0);
  EXPECT_EQ(report["pseudonym"], "01" + std::string(30, '0'));
  EXPECT_EQ(report["package"], "07" + std::string(14, '0'));
  EXPECT_EQ(report["question"], "drift");
  EXPECT_EQ(report["epsilon"], 0.5);
  EXPECT_EQ(report["answers"]["mean"], -900);
  EXPECT_EQ(report["answers"]["spread"], 12);
  EXPECT_GT(report["noise_deviation"], 700);  // sqrt(2) * 256 / 0.5
  EXPECT_THAT(satchel(open).output, HasSubstr("drift, noised with epsilon 0.5"));
}

TEST_F(TelemetryOpen, WhatIsNotInOrderIsRefusedByName) {
  const std::string sealed = save(drift(), "a.report");
  const std::string key = file("service.key");
  expect_refused({"telemetry", "open", sealed, "--key", file("steward.key")},
                 "is a steward's key, but a service's is needed here", Exit::kUnusable);
  ByteVector bytes = read_file(sealed);
  bytes.back() ^= 1;
  write_file_atomically(file("changed.report"), bytes);
  expect_refused({"telemetry", "open", file("changed.report"), "--key", key},
                 "changed.report: the sealed message does not open with this key", Exit::kRefused);
  bytes.pop_back();
  write_file_atomically(file("cut.report"), bytes);
  expect_refused({"telemetry", "open", file("cut.report"), "--key", key},
                 "a sealed learning report has 176 bytes, this one has 175", Exit::kRefused);
  LearningReport forged = drift();
  forged.answers[0] = 2'000'000'000;
  expect_refused({"telemetry", "open", save(forged, "forged.report"), "--key", key},
                 "no kit's noise", Exit::kRefused);
}

}  // namespace
}  // namespace satchel
