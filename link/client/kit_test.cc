// The client of a kit against a scripted one: what it asks, in which order, and what it makes of
// refusals, lost answers and states that an earlier attempt left.
#include "link/client/kit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "link/client/installation.h"
#include "link/client/refusal.h"
#include "link/testing/scripted_port.h"
#include "wire/suit/status.h"

namespace satchel {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::answer_to;
using testing_support::ScriptedPort;
using testing_support::ScriptedRequest;
using Bytes = std::vector<uint8_t>;

constexpr SmpOptions kQuick = {milliseconds(20), milliseconds(2000)};

Bytes package_bytes(size_t size = 900) {
  Bytes bytes(size);
  for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>(i * 7);
  return bytes;
}

// A kit as spec/smp.md tells of one: enough of it to be asked.
class FakeKit {
 public:
  ScriptedPort::Script script() {
    return [this](const ScriptedRequest& request) -> std::vector<Bytes> {
      log.push_back(name_of(request.header));
      const Bytes answer = answer_to(request.header, answer_map(request));
      if (lose_every != 0 && ++answers % lose_every == 0) return {};
      return {answer};
    };
  }

  Bytes package = package_bytes();
  uint64_t time = 0;
  int presses_until_taken = 0;  // how often the button is asked for in vain
  uint16_t envelope_error = 0;  // of group 64
  bool transfer = true;
  uint64_t stored = 0;  // bytes of the package that are there
  UpdatePhase phase = UpdatePhase::kAccepted;
  UpdatePhase after_test = UpdatePhase::kTrial;
  bool runs = false;
  uint32_t windows = 0;
  int too_early = 0;      // how many confirmations come too early
  size_t lose_every = 0;  // this answer and its multiples get lost
  size_t answers = 0;
  Bytes settings_value;
  Bytes taken;
  Bytes provisioned_with;
  std::vector<std::string> log;

 private:
  static std::string name_of(const SmpHeader& header) {
    return std::to_string(header.group) + "." + std::to_string(header.command) +
           (header.op == SmpOp::kWrite ? "w" : "r");
  }

  static Bytes done(SmpRequest& map) {
    const auto bytes = map.finish();
    return Bytes(bytes.begin(), bytes.end());
  }

  // {"err": {"group": g, "rc": n}}
  static Bytes error(uint16_t group, uint16_t code) {
    Bytes buffer(64);
    CborWriter writer(buffer.data(), buffer.size());
    writer.begin_map();
    writer.write_text("err");
    writer.begin_map();
    writer.write_text("group");
    writer.write_unsigned(group);
    writer.write_text("rc");
    writer.write_unsigned(code);
    writer.end();
    writer.end();
    buffer.resize(writer.size());
    return buffer;
  }

  Bytes answer_map(const ScriptedRequest& request) {
    const CborMap map(request.map.data(), request.map.size());
    const SmpHeader& header = request.header;
    SmpRequest answer;
    if (header.group == smp_group::kOs) return done(answer.add("buf_size", 256));
    if (header.group == smp_group::kSettings) return setting(map, header.op);
    if (header.group == smp_group::kImage && header.command == smp_image::kUpload) {
      return upload(map);
    }
    if (header.group == smp_group::kImage) return state(map);
    switch (header.command) {
      case smp_kit::kStatus:
        return status();
      case smp_kit::kLesson:
        return lesson(map);
      case smp_kit::kProvision:
        provisioned_with = request.map;
        if (presses_until_taken-- > 0) return error(smp_kit::kGroup, smp_kit::kButtonWanted);
        return done(answer.add_bytes("kit", Bytes(32, 0xa1)));
      case smp_kit::kEnvelope:
        if (envelope_error != 0) return error(smp_kit::kGroup, envelope_error);
        return done(answer.add("image", 1).add_text("lesson", "go").add_flag("transfer", transfer));
      case smp_kit::kTime:
        map.get("now", &time);
        return done(answer.add("now", time));
      case smp_kit::kCard:
        return card(map);
      case smp_kit::kLearning:
        return learning(map, header.op);
      default:
        return error(smp_kit::kGroup, smp_kit::kSwitchedOff);
    }
  }

  Bytes setting(const CborMap& map, SmpOp op) {
    SmpRequest answer;
    ByteView value;
    if (op == SmpOp::kRead) return done(answer.add_bytes("val", Bytes{0xf4, 0x01, 0, 0}));
    map.get_bytes("val", &value);
    settings_value.assign(value.data, value.data + value.size);
    if (value.data[0] == 2) return error(smp_group::kSettings, smp_settings_error::kNotWritable);
    return done(answer);
  }

  Bytes upload(const CborMap& map) {
    uint64_t offset = 0;
    ByteView data;
    map.get("off", &offset);
    map.get_bytes("data", &data);
    if (offset == stored && (offset != 0 || stored == 0)) stored += data.size;
    SmpRequest answer;
    if (stored == package.size()) phase = UpdatePhase::kReady;
    return done(answer.add("off", stored));
  }

  Bytes state(const CborMap& map) {
    bool confirm = false;
    map.get("confirm", &confirm);
    if (!confirm) phase = after_test;
    if (confirm && too_early-- > 0) {
      return error(smp_group::kImage,
                   smp_kit::kUpdateErrors + static_cast<uint16_t>(UpdateStatus::kHealthUnknown));
    }
    if (confirm) phase = UpdatePhase::kIdle;
    runs = phase == UpdatePhase::kTrial || phase == UpdatePhase::kIdle;
    return {0xa1, 0x66, 'i', 'm', 'a', 'g', 'e', 's', 0x80};
  }

  Bytes status() const {
    SmpRequest answer;
    answer.add_text("board", "linux").add_text("firmware", "0.2.0").add("places", 2);
    answer.add("listening", 1).add("time", 1800000000).add("running", 60);
    answer.add_flag("provisioned", true).add_bytes("kit", Bytes(32, 0xa1));
    answer.add_bytes("publisher", Bytes(32, 0xb2)).add_bytes("class", Bytes(16, 0xc3));
    answer.add("settings", 3).add("telemetry", 2).add("term", 1).add("spent", 1500000);
    return done(answer.add("reports", 3));
  }

  Bytes lesson(const CborMap& map) {
    uint64_t image = 0;
    map.get("image", &image);
    if (image != 1) return error(smp_kit::kGroup, smp_kit::kNoLesson);
    if (phase == UpdatePhase::kTrial && windows < 8) windows += 4;
    SmpRequest answer;
    answer.add_text("name", "go").add("sequence", 5).add("phase", static_cast<uint64_t>(phase));
    const bool failed = phase == UpdatePhase::kFailed;
    answer.add("failure", failed ? static_cast<uint64_t>(UpdateStatus::kUnhealthy) : 0);
    answer.add_bytes("package", sha256(package)).add("size", package.size());
    if (runs) answer.add_bytes("running", sha256(package));
    answer.add("windows", windows).add_flag("healthy", windows >= 8);
    return done(answer.add("wanted", stored));
  }

  Bytes card(const CborMap& map) const {
    uint64_t offset = 0;
    map.get("off", &offset);
    const auto piece =
        std::span(package).subspan(offset, std::min<size_t>(400, package.size() - offset));
    SmpRequest answer;
    return done(answer.add("off", offset).add("len", package.size()).add_bytes("data", piece));
  }

  Bytes learning(const CborMap& map, SmpOp op) {
    SmpRequest answer;
    ByteView digest;
    if (op == SmpOp::kRead) return done(answer.add_bytes("data", Bytes(176, 0x5a)));
    map.get_bytes("taken", &digest);
    taken.assign(digest.data, digest.data + digest.size);
    return done(answer);
  }
};

class KitClient : public ::testing::Test {
 protected:
  Installed install_now(const Bytes& package) {
    InstallOptions options;
    options.now = 1800000000;
    options.ask_every = milliseconds(1);
    options.trial = milliseconds(200);
    options.progress = [this](InstallStage stage, uint64_t done, uint64_t) {
      stages_.push_back(stage);
      if (stage == InstallStage::kTransfer) transferred_.push_back(done);
    };
    return install(kit_, Bytes(100, 1), package, options);
  }

  size_t count(const std::string& command) const {
    return static_cast<size_t>(std::ranges::count(fake_.log, command));
  }

  template <typename Call>
  Error error_of(Call call) {
    try {
      call();
    } catch (const Error& error) {
      return error;
    }
    ADD_FAILURE() << "nothing was refused";
    return Error(Exit::kOk, "");
  }

  FakeKit fake_;
  ScriptedPort port_{fake_.script()};
  SmpClient client_{port_, kQuick};
  Kit kit_{client_};
  std::vector<InstallStage> stages_;
  std::vector<uint64_t> transferred_;
};

TEST_F(KitClient, ReadsStatusAndLessons) {
  const KitStatus status = kit_.status();
  EXPECT_EQ(status.board, "linux");
  EXPECT_FALSE(status.battery.has_value());
  EXPECT_EQ(status.spent, 1500000u);
  EXPECT_EQ(short_name(status.kit), "a1a1a1a1");
  EXPECT_EQ(status.class_id[15], 0xc3);
  const std::vector<KitLesson> lessons = kit_.lessons();
  ASSERT_EQ(lessons.size(), 1u) << "a place without a lesson is none";
  EXPECT_EQ(lessons[0].name, "go");
  EXPECT_FALSE(lessons[0].running.has_value());
  EXPECT_EQ(kit_.lesson_named("go").image, 1u);
  const Error error = error_of([&] { kit_.lesson_named("stop"); });
  EXPECT_EQ(error.exit_code(), Exit::kUnusable);
  EXPECT_EQ(error.hint(), "It has: go");
}

TEST_F(KitClient, ProvisionAsksUntilTheButtonWasPressed) {
  fake_.presses_until_taken = 3;
  int waited = 0;
  ButtonWait button{milliseconds(2000), milliseconds(1), [&](milliseconds) { ++waited; }};
  const KitKey kit = kit_.provision(KitKey{1}, KitClassId{2}, 1800000000, button);
  EXPECT_EQ(kit[0], 0xa1);
  EXPECT_EQ(waited, 3);
  EXPECT_EQ(count("64.2w"), 4u);
  for (const ScriptedRequest& request : port_.requests()) {
    EXPECT_EQ(request.map, fake_.provisioned_with) << "the same request again";
  }
}

TEST_F(KitClient, ProvisionGivesUpWhenNobodyPresses) {
  fake_.presses_until_taken = 1000000;
  const ButtonWait button{milliseconds(30), milliseconds(5), {}};
  const Error error = error_of([&] { kit_.provision({}, {}, 1, button); });
  EXPECT_EQ(error.exit_code(), Exit::kRefused);
  EXPECT_THAT(error.what(), HasSubstr("/dev/ttyTEST refused: the kit's button has to be pressed"));
  EXPECT_THAT(error.hint(), HasSubstr("Press it"));
  EXPECT_GT(count("64.2w"), 2u);
}

TEST_F(KitClient, WhatIsRefusedOtherwiseIsNotAskedAgain) {
  const Error error = error_of([&] { kit_.erase({.packages = true}, ButtonWait{}); });
  EXPECT_THAT(error.what(), HasSubstr("switched off"));
  EXPECT_EQ(count("64.5w"), 1u);
}

TEST_F(KitClient, InstallsFromTheEnvelopeToTheConfirmation) {
  fake_.too_early = 2;
  const Installed installed = install_now(fake_.package);
  EXPECT_EQ(installed.lesson, "go");
  EXPECT_EQ(installed.sequence, 5u);
  EXPECT_TRUE(installed.transferred && installed.tried);
  EXPECT_EQ(fake_.time, 1800000000u);
  EXPECT_EQ(fake_.phase, UpdatePhase::kIdle);
  EXPECT_EQ(fake_.stored, fake_.package.size());
  EXPECT_EQ(transferred_.back(), fake_.package.size());
  EXPECT_EQ(stages_.front(), InstallStage::kEnvelope);
  EXPECT_EQ(stages_.back(), InstallStage::kConfirmed);
  EXPECT_EQ(fake_.log[0], "64.6w") << "the time comes before the envelope, which may expire";
  EXPECT_EQ(fake_.log[1], "64.3w");
  EXPECT_EQ(count("1.0w"), 4u) << "one test, two confirmations too early, one in time";
}

TEST_F(KitClient, GoesOnWithATransferThatBrokeOff) {
  fake_.stored = 600;
  install_now(fake_.package);
  EXPECT_EQ(transferred_.front(), 600u);
  EXPECT_EQ(count("1.1w"), 3u) << "the first chunk asks where to go on";
}

TEST_F(KitClient, SendsNothingWhenTheKitHasIt) {
  fake_.transfer = false;
  fake_.phase = UpdatePhase::kIdle;
  fake_.runs = true;
  const Installed installed = install_now(fake_.package);
  EXPECT_FALSE(installed.transferred || installed.tried);
  EXPECT_EQ(count("1.1w") + count("1.0w"), 0u);
}

TEST_F(KitClient, GoesOnWithATrialThatIsOn) {
  fake_.transfer = false;
  fake_.phase = UpdatePhase::kTrial;
  EXPECT_TRUE(install_now(fake_.package).tried);
  EXPECT_EQ(count("1.0w"), 1u) << "only the confirmation";
}

TEST_F(KitClient, ARefusedEnvelopeCostsNoTransfer) {
  fake_.envelope_error = smp_kit::kRefusedErrors + static_cast<uint16_t>(SuitStatus::kBadSignature);
  const Error error = error_of([&] { install_now(fake_.package); });
  EXPECT_EQ(error.exit_code(), Exit::kRefused);
  EXPECT_THAT(error.what(), HasSubstr("its signature is not this key's"));
  EXPECT_THAT(error.hint(), HasSubstr("the key that the kit was provisioned with"));
  EXPECT_EQ(count("1.1w"), 0u);
}

TEST_F(KitClient, AnotherPackageThanTheEnvelopesIsNotSent) {
  const Error error = error_of([&] { install_now(package_bytes(800)); });
  EXPECT_EQ(error.exit_code(), Exit::kRefused);
  EXPECT_THAT(error.what(), HasSubstr("not the one that the envelope of lesson go names"));
  EXPECT_EQ(count("1.1w"), 0u);
}

TEST_F(KitClient, ATrialThatFailsSaysWhy) {
  fake_.after_test = UpdatePhase::kFailed;
  const Error error = error_of([&] { install_now(fake_.package); });
  EXPECT_EQ(error.exit_code(), Exit::kRefused);
  EXPECT_THAT(error.what(), HasSubstr("the health check failed during the trial"));
  EXPECT_THAT(error.hint(), HasSubstr("former package"));
}

TEST_F(KitClient, ATrialThatDoesNotEndIsLeftOn) {
  fake_.too_early = 1000000;
  const Error error = error_of([&] { install_now(fake_.package); });
  EXPECT_EQ(error.exit_code(), Exit::kUnavailable);
  EXPECT_THAT(error.what(), HasSubstr("the trial of lesson go"));
  EXPECT_EQ(fake_.phase, UpdatePhase::kTrial);
}

TEST_F(KitClient, LostAnswersCostOnlyTime) {
  fake_.lose_every = 3;
  EXPECT_EQ(install_now(fake_.package).lesson, "go");
  EXPECT_EQ(fake_.stored, fake_.package.size());
  EXPECT_GT(client_.resent(), 0u);
}

TEST_F(KitClient, ACardComesInPieces) {
  EXPECT_EQ(kit_.card(1), fake_.package);
  EXPECT_EQ(count("64.7r"), 3u);
}

TEST_F(KitClient, AReportIsTakenByItsDigest) {
  std::string why;
  const Bytes sealed = kit_.learning(&why);
  EXPECT_EQ(sealed.size(), 176u);
  EXPECT_THAT(why, IsEmpty());
  kit_.learning_taken(sealed);
  const auto digest = sha256(sealed);
  EXPECT_EQ(fake_.taken, Bytes(digest.begin(), digest.end()));
}

TEST_F(KitClient, SettingsAreNumbersOfFourBytes) {
  EXPECT_EQ(client_.read_setting(kit_setting::kEpsilon), 500u);
  client_.write_setting(kit_setting::kTelemetry, 0x01000000);
  EXPECT_THAT(fake_.settings_value, ElementsAre(0, 0, 0, 1));
  const Error error = error_of([&] { client_.write_setting(kit_setting::kTelemetry, 2); });
  EXPECT_THAT(error.what(), HasSubstr("only the publisher's order may widen"));
  EXPECT_THAT(error.hint(), HasSubstr("satchel order settings"));
}

// No number of the specification is without words.
TEST(Refusals, HaveWordsAndAWayOut) {
  for (uint64_t status = 1; status < 64; ++status) {
    const std::string update = refusal_text(smp_kit::kGroup, smp_kit::kUpdateErrors + status);
    const std::string known = update_status_text(static_cast<UpdateStatus>(status));
    EXPECT_EQ(update, known);
    const std::string suit = refusal_text(smp_kit::kGroup, smp_kit::kRefusedErrors + status);
    EXPECT_EQ(suit, suit_status_text(static_cast<SuitStatus>(status)));
    EXPECT_NE(refusal_hint(smp_kit::kGroup, smp_kit::kRefusedErrors + status), "");
  }
  EXPECT_EQ(refusal_text(smp_kit::kGroup, 50), "error 50 of group 64");
  EXPECT_EQ(refusal_text(std::nullopt, 10), "busy");
  const auto battery = smp_kit::kRefusedErrors + static_cast<uint64_t>(SuitStatus::kBatteryLow);
  EXPECT_EQ(limit_text(smp_kit::kGroup, battery, 900, 20), "it needs 900 mWh, there are 20");
  EXPECT_EQ(limit_text(smp_group::kSettings, smp_settings_error::kNotWritable, 400, 300),
            "400 was asked for, 300 is there");
}

}  // namespace
}  // namespace satchel
