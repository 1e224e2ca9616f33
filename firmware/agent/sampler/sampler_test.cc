// The whole path of a sample on a simulated kit: opened again by libsodium's own functions, and cut
// at every operation on flash.
#include "firmware/agent/sampler/sampler.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "firmware/agent/telemetry/fakes.h"
#include "firmware/boards/simulated/flash.h"
#include "firmware/crypto/sodium_sealer.h"
#include "firmware/crypto/sodium_signer.h"

namespace satchel {
namespace {

constexpr uint64_t kNow = 1'800'000'000, kDay = 86400;
constexpr FlashPlan kPlan = {{0, 2048, 2}, {4096, 2048, 0}, {4096, 3072, 2}};
constexpr FlashGeometry kGeometries[] = {
    {4096 + 2 * 3072, 1024, 4}, {4096 + 2 * 3072, 512, 8, true}, {4096 + 2 * 3072, 256, 1}};

using Bytes = std::vector<uint8_t>;

struct Steward {
  Steward() { crypto_box_keypair(key, secret); }
  uint8_t key[kBoxKeyBytes], secret[kBoxKeyBytes];
};

const Steward& steward() {
  static const Steward made;
  return made;
}

Settings settings() {
  Settings made;
  made.has_steward_key = true;
  __builtin_memcpy(made.steward_key, steward().key, kBoxKeyBytes);
  made.sample_budget = 2;
  made.purpose_count = 2;
  made.purposes[0] = view_of("accents");
  made.purposes[1] = view_of("noise");
  return made;
}

// Notes what was shown before entropy or flash were touched.
class Lamp final : public Feedback {
 public:
  explicit Lamp(const simulated::Flash& flash) : flash_(flash) {}
  void show(Sign sign, bool on) override {
    if (sign != Sign::kStoring) return;
    if (on && !lit) operations_before = flash_.operations();
    lit = on;
    ++changes;
  }
  void decided(uint32_t, uint8_t) override {}

  bool lit = false;
  int changes = 0;
  uint64_t operations_before = 0;

 private:
  const simulated::Flash& flash_;
};

class WatchedEntropy final : public Entropy {
 public:
  explicit WatchedEntropy(const Lamp& lamp) : lamp_(lamp) {}
  bool fill(uint8_t* out, size_t size) override {
    in_the_dark |= !lamp_.lit;
    return source.fill(out, size);
  }
  fakes::SeededEntropy source{1};
  bool in_the_dark = false;

 private:
  const Lamp& lamp_;
};

// The kit as it starts after power-on.
struct Kit {
  explicit Kit(simulated::Flash& memory) : flash(memory), lamp(memory) {
    mounted = log.mount() == StoreStatus::kOk;
    time.start();
    mounted = mounted && time.learn(kNow) == StoreStatus::kOk;
    mounted = mounted && store.start() == SampleStatus::kOk;
    mounted = mounted && sampler.start() == SampleStatus::kOk;
  }

  SampleWindow window(int number = 0) {
    for (size_t i = 0; i < pcm.size(); ++i) pcm[i] = static_cast<int16_t>(i * 7 + number);
    SampleWindow made;
    made.lesson = view_of("four words");
    made.lesson_number = 1;
    made.allowed = true;
    made.digest = digest;
    made.scores = unsure;
    made.labels = 3;
    for (uint32_t& word : made.sketch.bits) word = number % 2 == 0 ? 0xffffffff : 0;
    if (number >= 2) made.sketch.bits[0] ^= 0xffffffff;
    made.samples_per_second = 16000;
    made.sound[0] = pcm.data();
    made.samples[0] = 500;
    made.sound[1] = pcm.data() + 500;
    made.samples[1] = 200;
    return made;
  }
  uint32_t whole() const {
    uint32_t count = 0;
    for (uint32_t place = 0; place < store.places(); ++place) count += store.sealed(place).size > 0;
    return count;
  }

  simulated::Flash& flash;
  std::vector<int16_t> pcm = std::vector<int16_t>(700);
  uint8_t digest[kSha256Bytes] = {4, 5, 6};
  int8_t unsure[3] = {-40, -43, -128};
  uint8_t unit[kMaxProgramUnit];
  fakes::SetClock clock;
  RecordLog log{flash, kPlan.log};
  SampleStore store{log, flash, kPlan.samples, unit};
  KitTime time{log, clock};
  Consent consent{log};
  Lamp lamp;
  WatchedEntropy entropy{lamp};
  SodiumSealer sealer{entropy};
  Sampler sampler{{log, store, consent, time, sealer, entropy, lamp}};
  bool mounted = false;
};

struct Opened {
  SampleHeader header;
  SampleFacts facts;
  std::vector<int16_t> sound;
};

std::optional<Opened> open(ByteView sealed) {
  SealedSample sample;
  Opened opened;
  uint8_t key[kStreamKeyBytes];
  if (read_sealed_sample(sealed, &sample) != MessageStatus::kOk ||
      crypto_box_seal_open(key, sample.sealed_key.data, sample.sealed_key.size, steward().key,
                           steward().secret) != 0) {
    return std::nullopt;
  }
  opened.header = sample.header;
  crypto_secretstream_xchacha20poly1305_state state;
  crypto_secretstream_xchacha20poly1305_init_pull(&state, sample.stream_header.data, key);
  Bytes all;
  unsigned char tag = 0;
  ByteView chunk, bound = sample.header_bytes;
  for (size_t number = 0; next_chunk(&sample.chunks, &chunk); ++number) {
    Bytes plain(chunk.size - kStreamChunkBytes);
    if (tag != 0 ||
        crypto_secretstream_xchacha20poly1305_pull(&state, plain.data(), nullptr, &tag, chunk.data,
                                                   chunk.size, bound.data, bound.size) != 0) {
      return std::nullopt;
    }
    bound = {};
    if (number == 0) {
      if (read_sample_facts({plain.data(), plain.size()}, &opened.facts) != MessageStatus::kOk) {
        return std::nullopt;
      }
    } else {
      all.insert(all.end(), plain.begin(), plain.end());
    }
  }
  if (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) return std::nullopt;
  opened.sound.resize(all.size() / 2);
  __builtin_memcpy(opened.sound.data(), all.data(), all.size());
  return opened;
}

class SamplerTest : public testing::Test {
 protected:
  SamplerTest() { EXPECT_TRUE(kit.mounted); }
  void consent_to(const char* purpose, uint64_t days = 10) {
    EXPECT_EQ(kit.consent.give(view_of(purpose), kNow + days * kDay, kNow), ConsentStatus::kOk);
  }

  simulated::Flash flash{kGeometries[0]};
  Kit kit{flash};
};

TEST_F(SamplerTest, TheStewardOpensWhatWasDecidedOn) {
  consent_to("noise");
  ASSERT_EQ(kit.sampler.offer(kit.window(), settings()), KeepStatus::kKept);
  const std::optional<Opened> opened = open(kit.store.sealed(0));
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->sound, kit.pcm);
  EXPECT_TRUE(equal(opened->header.purpose, "noise")) << "the one that was consented to";
  EXPECT_TRUE(equal(opened->header.lesson, "four words"));
  EXPECT_EQ(opened->header.delete_by, kNow + 10 * kDay);
  EXPECT_EQ(opened->header.package_digest[1], 5);
  EXPECT_EQ(opened->facts.samples, 700u);
  EXPECT_EQ(opened->facts.margin, 3u);
  SampleRecord record;
  ASSERT_TRUE(kit.store.about(0, &record));
  EXPECT_EQ(record.id, opened->header.id);
  EXPECT_EQ(record.lesson, 1);
}

TEST_F(SamplerTest, ShowsItBeforeAnythingIsDone) {
  consent_to("accents");
  const uint64_t before = flash.operations();
  ASSERT_EQ(kit.sampler.offer(kit.window(), settings()), KeepStatus::kKept);
  EXPECT_EQ(kit.lamp.operations_before, before);
  EXPECT_FALSE(kit.entropy.in_the_dark);
  EXPECT_FALSE(kit.lamp.lit);
  EXPECT_EQ(kit.lamp.changes, 2);
}

TEST_F(SamplerTest, KeepsNothingThatSomebodyDidNotAllow) {
  const uint64_t before = flash.operations();
  SampleWindow window = kit.window();
  EXPECT_EQ(kit.sampler.offer(window, settings()), KeepStatus::kNoConsent);
  Settings none = settings();
  none.has_steward_key = false;
  EXPECT_EQ(kit.sampler.offer(window, none), KeepStatus::kOff);
  none = settings();
  none.sample_budget = 0;
  EXPECT_EQ(kit.sampler.offer(window, none), KeepStatus::kOff);
  window.allowed = false;
  EXPECT_EQ(kit.sampler.offer(window, settings()), KeepStatus::kNotAllowed);
  EXPECT_EQ(flash.operations(), before);
  consent_to("another purpose");
  EXPECT_EQ(kit.sampler.offer(kit.window(), settings()), KeepStatus::kNoConsent);
  consent_to("accents");
  window = kit.window();
  const int8_t sure[] = {100, -90, -128};
  window.scores = sure;
  EXPECT_EQ(kit.sampler.offer(window, settings()), KeepStatus::kSure);
  EXPECT_EQ(kit.whole(), 0u);
  EXPECT_EQ(kit.lamp.changes, 0);
}

TEST_F(SamplerTest, NothingIsWrittenWithoutEntropy) {
  consent_to("accents");
  const uint64_t before = flash.operations();
  for (uint64_t fills = 0; fills < 4; ++fills) {
    kit.entropy.source.fills_left = fills;
    EXPECT_EQ(kit.sampler.offer(kit.window(), settings()), KeepStatus::kNoEntropy) << fills;
  }
  EXPECT_EQ(flash.operations(), before);
  EXPECT_FALSE(kit.lamp.lit);
  kit.entropy.source.fills_left = 4;
  EXPECT_EQ(kit.sampler.offer(kit.window(), settings()), KeepStatus::kKept);
}

TEST_F(SamplerTest, ADaysBudgetIsADateAndHoursOfOwnRunning) {
  consent_to("accents");
  Settings one = settings();
  one.sample_budget = 1;
  ASSERT_EQ(kit.sampler.offer(kit.window(), one), KeepStatus::kKept);
  EXPECT_EQ(kit.sampler.offer(kit.window(1), one), KeepStatus::kSpent);
  ASSERT_EQ(kit.time.learn(kNow + 2 * kDay), StoreStatus::kOk);
  EXPECT_EQ(kit.sampler.offer(kit.window(1), one), KeepStatus::kSpent) << "a cable said so";
  Kit again(flash);
  EXPECT_EQ(again.sampler.offer(again.window(1), one), KeepStatus::kSpent) << "after a restart";
  again.clock.now = 4 * 60 * 60 * 1000;
  EXPECT_EQ(again.sampler.offer(again.window(1), one), KeepStatus::kKept);
}

TEST_F(SamplerTest, AlikeAndFullAreSaid) {
  consent_to("accents");
  Settings many = settings();
  many.sample_budget = 9;
  ASSERT_EQ(kit.sampler.offer(kit.window(), many), KeepStatus::kKept);
  EXPECT_EQ(kit.sampler.offer(kit.window(), many), KeepStatus::kAlike);
  ASSERT_EQ(kit.sampler.offer(kit.window(1), many), KeepStatus::kKept);
  EXPECT_EQ(kit.sampler.offer(kit.window(2), many), KeepStatus::kNoPlace);
}

TEST_F(SamplerTest, ErasesWhenToldWhenDueAndWhenWithdrawnWithAReceipt) {
  consent_to("accents");
  const uint8_t seed[kEd25519KeyBytes] = {1};
  SodiumSigner signer(seed);
  const SodiumVerifier verifier(signer.public_key());
  const ErasureReason reasons[] = {ErasureReason::kTold, ErasureReason::kDue,
                                   ErasureReason::kWithdrawn};
  for (const ErasureReason reason : reasons) {
    simulated::Flash copy = flash;
    Kit one(copy);
    ASSERT_EQ(one.sampler.offer(one.window(), settings()), KeepStatus::kKept);
    const uint64_t id = open(one.store.sealed(0))->header.id;
    EXPECT_EQ(one.sampler.enforce(), SampleStatus::kOk);
    EXPECT_EQ(one.whole(), 1u);
    EXPECT_EQ(one.sampler.erase(id + 1), SampleStatus::kNoSample);
    if (reason == ErasureReason::kTold) {
      EXPECT_EQ(one.sampler.erase(id), SampleStatus::kOk);
    }
    if (reason == ErasureReason::kDue) {
      ASSERT_EQ(one.time.learn(kNow + 10 * kDay), StoreStatus::kOk);
    }
    if (reason == ErasureReason::kWithdrawn) {
      ASSERT_EQ(one.consent.withdraw(view_of("accents")), ConsentStatus::kOk);
    }
    EXPECT_EQ(one.sampler.enforce(), SampleStatus::kOk);
    EXPECT_EQ(one.whole(), 0u);
    for (uint32_t i = 0; i < kPlan.samples.place_bytes; ++i) {
      ASSERT_EQ(copy.data()[kPlan.samples.place(0) + i], kErased);
    }
    uint8_t bytes[kMaxSampleReceiptBytes];
    CborWriter writer(bytes, sizeof(bytes));
    ASSERT_TRUE(one.sampler.receipt(0, signer, &writer));
    SampleReceipt receipt;
    ASSERT_EQ(open_sample_receipt({bytes, writer.size()}, verifier, &receipt), MessageStatus::kOk);
    EXPECT_EQ(receipt.id, id);
    EXPECT_EQ(receipt.reason, reason);
    EXPECT_EQ(receipt.package_digest[2], 6);
    EXPECT_EQ(one.store.drop_receipt(0), SampleStatus::kOk);
    EXPECT_FALSE(one.sampler.receipt(0, signer, &writer));
  }
}

TEST(AllowsSamples, OnlyWhenTheCardSaysSo) {
  uint8_t card[40];
  CborWriter writer(card, sizeof(card));
  writer.begin_map(1);
  writer.write_text("samples");
  writer.write_bool(true);
  EXPECT_TRUE(allows_samples({card, writer.size()}));
  card[writer.size() - 1] = 0xf4;
  EXPECT_FALSE(allows_samples({card, writer.size()}));
  EXPECT_FALSE(allows_samples({}));
}

// What has to hold at every start, whatever was cut.
std::string broken_promise(Kit& kit) {
  if (!kit.mounted) return "does not start";
  uint64_t until = 0;
  const bool consented = kit.consent.given(view_of("accents"), kNow, &until);
  for (uint32_t place = 0; place < kit.store.places(); ++place) {
    const ByteView sealed = kit.store.sealed(place);
    if (sealed.size != 0 && !open(sealed)) return "a sample that is not whole";
    if (sealed.size != 0 && !consented) return "a sample that nobody consents to";
    if (sealed.size != 0) continue;
    SampleRecord record;
    const bool gone = kit.store.about(place, &record) && record.state == SampleState::kGone;
    for (uint32_t i = 0; gone && i < kPlan.samples.place_bytes; ++i) {
      if (kit.flash.data()[kPlan.samples.place(place) + i] != kErased) return "bytes of one gone";
    }
  }
  return "";
}

// Every operation of: consent, two samples, one erased, its receipt fetched, consent withdrawn.
void run_path(Kit& kit) {
  kit.consent.give(view_of("accents"), kNow + kDay, kNow);
  kit.sampler.offer(kit.window(), settings());
  kit.sampler.offer(kit.window(1), settings());
  SampleRecord record;
  if (kit.store.about(0, &record)) kit.sampler.erase(record.id);
  kit.store.drop_receipt(0);
  kit.consent.withdraw(view_of("accents"));
  kit.sampler.enforce();
}

TEST(SamplerCuts, LeaveWholeConsentedSamplesOrNone) {
  const uint32_t patterns = 12;
  size_t cuts = 0;
  for (const FlashGeometry& geometry : kGeometries) {
    simulated::Flash flash(geometry);
    uint32_t most_kept = 0;
    {
      Kit blank(flash);
      ASSERT_TRUE(blank.mounted);
    }
    flash.set_observer([&](const simulated::Flash& before, const simulated::Operation& operation) {
      for (uint32_t pattern = 0; pattern < patterns && !testing::Test::HasFailure(); ++pattern) {
        simulated::Flash torn = before;
        torn.tear(operation, pattern);
        ++cuts;
        Kit kit(torn);
        EXPECT_EQ(broken_promise(kit), "")
            << "operation " << operation.index << ", pattern " << pattern;
        // It goes on from there, within the day's budget.
        run_path(kit);
        EXPECT_EQ(broken_promise(kit), "") << "afterwards";
        struct {
          uint64_t date, running;
          uint32_t kept, reserved;
        } day = {};
        EXPECT_TRUE(kit.log.get(RecordKey::kSampleDay, &day));
        EXPECT_LE(day.kept, settings().sample_budget);
        EXPECT_EQ(torn.violations(), 0u);
        most_kept = std::max(most_kept, day.kept);
      }
    });
    Kit kit(flash);
    run_path(kit);
    EXPECT_EQ(kit.whole(), 0u);
    EXPECT_EQ(most_kept, settings().sample_budget);
  }
  std::printf("  %zu cuts\n", cuts);
  EXPECT_GT(cuts, 1000u);
}

}  // namespace
}  // namespace satchel
