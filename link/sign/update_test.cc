// Our own envelopes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <functional>

#include "base/error.h"
#include "link/sign/envelope.h"
#include "link/sign/secret_key.h"
#include "link/sign/testing.h"
#include "link/sign/uuid5.h"

namespace satchel {
namespace {

using testing_support::from_hex;
using testing_support::sample_update;
using testing_support::seal_manifest;

class Update : public ::testing::Test {
 protected:
  SuitStatus open(const ByteVector& bytes) {
    HostHash hash;
    return open_update(view_of(bytes), public_.verifier(), hash, &read_);
  }

  static ByteVector manifest(const ModelUpdate& update) {
    ByteVector bytes(kMaxEnvelopeBytes);
    CborWriter writer(bytes.data(), bytes.size());
    write_update_manifest(writer, update);
    bytes.resize(writer.size());
    return bytes;
  }

  // An envelope of the sample's manifest in which `from` stands as `to`, signed in that form.
  ByteVector changed(const std::string& from, const std::string& to) {
    ByteVector bytes = manifest(sample_update());
    const ByteVector old = from_hex(from), fresh = from_hex(to);
    const auto at = std::search(bytes.begin(), bytes.end(), old.begin(), old.end());
    EXPECT_NE(at, bytes.end()) << from;
    const auto place = bytes.erase(at, at + static_cast<std::ptrdiff_t>(old.size()));
    bytes.insert(place, fresh.begin(), fresh.end());
    return seal_manifest(bytes, key_);
  }

  SecretKey key_ = SecretKey::generate();
  PublicKey public_ = key_.public_key();
  ModelUpdate read_;
};

TEST_F(Update, SaysWhatWasSealed) {
  const ModelUpdate update = sample_update();
  const ByteVector bytes = seal(update, key_);
  ASSERT_EQ(open(bytes), SuitStatus::kOk);
  EXPECT_TRUE(equal(read_.lesson, "doors"));
  EXPECT_EQ(read_.sequence, update.sequence);
  EXPECT_EQ(std::memcmp(read_.class_id, update.class_id, kUuidBytes), 0);
  EXPECT_EQ(std::memcmp(read_.digest, update.digest, kSha256Bytes), 0);
  EXPECT_EQ(read_.size, update.size);
  EXPECT_TRUE(read_.has_use_before && read_.has_minimum_battery && read_.has_least_firmware);
  EXPECT_EQ(read_.use_before, update.use_before);
  EXPECT_EQ(read_.minimum_battery, update.minimum_battery);
  EXPECT_EQ(compare(read_.least_firmware, update.least_firmware), 0);
  // Anybody's reader reads it too, and writes the same bytes.
  const EnvelopeVerdict verdict = judge_envelope(bytes, public_, {}, 0);
  EXPECT_EQ(verdict.status, SuitStatus::kOk);
  EXPECT_TRUE(verdict.update);
}

TEST_F(Update, EachConditionMayBeLeftOut) {
  for (int set = 0; set < 8; ++set) {
    ModelUpdate update = sample_update();
    update.has_use_before = (set & 1) != 0;
    update.has_minimum_battery = (set & 2) != 0;
    update.has_least_firmware = (set & 4) != 0;
    ASSERT_EQ(open(seal(update, key_)), SuitStatus::kOk) << set;
    EXPECT_EQ(read_.has_use_before, update.has_use_before);
    EXPECT_EQ(read_.has_minimum_battery, update.has_minimum_battery);
    EXPECT_EQ(read_.has_least_firmware, update.has_least_firmware);
  }
}

TEST_F(Update, TheLargestFits) {
  ModelUpdate update = sample_update();
  const std::string name(kMaxLessonBytes, 'x');
  update.lesson = view_of(name.c_str());
  update.sequence = UINT64_MAX;
  update.size = UINT32_MAX;
  update.use_before = UINT64_MAX;
  update.minimum_battery = UINT32_MAX;
  update.least_firmware = {UINT32_MAX, UINT32_MAX, UINT32_MAX};
  EXPECT_EQ(open(seal(update, key_)), SuitStatus::kOk);
  EXPECT_EQ(read_.sequence, UINT64_MAX);
  const std::string longer(kMaxLessonBytes + 1, 'x');
  update.lesson = view_of(longer.c_str());
  EXPECT_THROW(seal(update, key_), Error);
}

TEST_F(Update, NoBitIsUnsigned) {
  ByteVector bytes = seal(sample_update(), key_);
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
    EXPECT_NE(open(bytes), SuitStatus::kOk) << bit;
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
  }
}

TEST_F(Update, AnotherKeyOrACutIsRefused) {
  SecretKey other = SecretKey::generate();
  EXPECT_EQ(open(seal(sample_update(), other)), SuitStatus::kBadSignature);
  const ByteVector bytes = seal(sample_update(), key_);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(open(ByteVector(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size))),
              SuitStatus::kMalformed);
  }
  ByteVector longer = bytes;
  longer.push_back(0);
  EXPECT_EQ(open(longer), SuitStatus::kTrailingBytes);
  longer.resize(kMaxEnvelopeBytes + 1);
  EXPECT_EQ(open(longer), SuitStatus::kTooLong);
}

// Manifests that the publisher did sign, in another form than the one: each would be a second
// encoding, or would hold what a kit does not know.
TEST_F(Update, OtherFormsAreRefusedEvenWhenSigned) {
  const struct {
    const char *from, *to;
    SuitStatus status;
  } cases[] = {
      {"a501010207", "a50101021807", SuitStatus::kNotDeterministic},             // 7 in two bytes
      {"a501010207", "a501020207", SuitStatus::kUnsupportedVersion},             // of the manifest
      {"a501010207", "a6010102070400", SuitStatus::kUnknownElement},             // a reference URI
      {"a501010207", "a502070101", SuitStatus::kNotDeterministic},               // keys swapped
      {"a501010207", "a60101020702 07", SuitStatus::kNotDeterministic},          // a key twice
      {"a501010207", "a4 0207", SuitStatus::kMissingElement},                    // no version
      {"0743 82030f", "0743 82030d", SuitStatus::kNotDeterministic},             // reports less
      {"0743 82030f", "0745 8203 0f030f", SuitStatus::kNotDeterministic},        // after the end
      {"0743 82030f", "0745 8403 0f030f", SuitStatus::kNotDeterministic},        // matched twice
      {"0743 82030f", "0743 82170f", SuitStatus::kUnknownElement},               // invoke
      {"8202 83000201", "8202 82000201", SuitStatus::kBadValue},                 // two numbers
      {"8202 83000201", "8201 83000201", SuitStatus::kBadValue},                 // "greater"
      {"818145 646f6f7273", "828145 646f6f7273 8141 00", SuitStatus::kTooMany},  // two components
      {"818145 646f6f7273", "818245 646f6f7273 4100", SuitStatus::kTooMany},
      {"818145 646f6f7273", "818145 646f6f7200", SuitStatus::kBadValue},  // a control character
      {"818145 646f6f7273", "818140", SuitStatus::kBadValue},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(open(changed(c.from, c.to)), c.status) << c.from << " -> " << c.to;
  }
}

TEST_F(Update, ABlockWithMoreThanItsAlgorithmIsRefused) {
  const ByteVector bytes = seal(sample_update(), key_);
  SuitEnvelope envelope;
  ASSERT_EQ(read_envelope(view_of(bytes), &envelope), SuitStatus::kOk);
  const auto with = [&](const std::function<void(CoseSign1&)>& change) {
    SuitEnvelope other = envelope;
    change(other.blocks[0]);
    ByteVector out(kMaxEnvelopeBytes);
    CborWriter writer(out.data(), out.size());
    write_envelope(writer, other);
    out.resize(writer.size());
    return open(out);
  };
  const ByteVector kid = from_hex("a1044131"), more = from_hex("a201270441 31");
  EXPECT_EQ(with([&](CoseSign1& block) {
              block.unprotected_empty = false;
              block.unprotected = view_of(kid);
            }),
            SuitStatus::kUnsignedHeader);
  EXPECT_EQ(with([&](CoseSign1& block) { block.protected_header = view_of(more); }),
            SuitStatus::kUnknownElement);
  SuitEnvelope twice = envelope;
  twice.block_count = 2;
  twice.blocks[1] = twice.blocks[0];
  ByteVector out(2 * kMaxEnvelopeBytes);
  CborWriter writer(out.data(), out.size());
  write_envelope(writer, twice);
  out.resize(writer.size());
  EXPECT_EQ(open(out), SuitStatus::kTooMany);
}

TEST_F(Update, AKitComparesItWithItself) {
  const ModelUpdate update = sample_update();
  const std::uint8_t digest[kSha256Bytes] = {1};
  KitState fit;
  std::copy_n(update.class_id, kUuidBytes, fit.class_id);
  fit.slot_bytes = update.size;
  fit.firmware = update.least_firmware;
  fit.now = update.use_before;
  fit.battery = update.minimum_battery;
  fit.accepted = true;
  fit.sequence = update.sequence;
  fit.envelope_digest[0] = 1;
  EXPECT_EQ(judge_update(update, digest, fit), SuitStatus::kOk);  // the same envelope again

  const auto with = [&](const std::function<void(KitState&)>& change) {
    KitState kit = fit;
    change(kit);
    return judge_update(update, digest, kit);
  };
  EXPECT_EQ(with([](KitState& kit) { kit.class_id[0] ^= 1; }), SuitStatus::kOtherClass);
  EXPECT_EQ(with([](KitState& kit) { ++kit.sequence; }), SuitStatus::kReplayed);
  EXPECT_EQ(with([](KitState& kit) { kit.envelope_digest[0] = 2; }), SuitStatus::kSequenceReused);
  EXPECT_EQ(with([](KitState& kit) {
              kit.sequence = 6;
              kit.envelope_digest[0] = 2;
            }),
            SuitStatus::kOk);
  EXPECT_EQ(with([](KitState& kit) { --kit.slot_bytes; }), SuitStatus::kPackageTooLarge);
  EXPECT_EQ(with([](KitState& kit) { ++kit.now; }), SuitStatus::kExpired);
  EXPECT_EQ(with([](KitState& kit) { kit.now = 0; }), SuitStatus::kTimeUnknown);
  EXPECT_EQ(with([](KitState& kit) { --kit.battery; }), SuitStatus::kBatteryLow);
  EXPECT_EQ(with([](KitState& kit) { kit.firmware = {0, 2, 0}; }), SuitStatus::kFirmwareTooOld);
  EXPECT_EQ(with([](KitState& kit) { kit.firmware = {1, 0, 0}; }), SuitStatus::kOk);
  ModelUpdate foreign = update;
  foreign.vendor_id[0] ^= 1;
  EXPECT_EQ(judge_update(foreign, digest, fit), SuitStatus::kOtherVendor);
}

TEST(ClassId, IsAUuidOfVersion5) {
  // RFC 9562, appendix A.4: www.example.com.
  EXPECT_EQ(to_text(uuid5(kDnsNamespace, "www.example.com")),
            "2ed6657d-e927-568b-95e1-2665a8aea6a2");
  Uuid vendor;
  std::copy_n(kVendorId, vendor.size(), vendor.begin());
  EXPECT_EQ(vendor, uuid5(kDnsNamespace, "satchel.example"));
  EXPECT_EQ(class_id("grade 5"), uuid5(vendor, "grade 5"));
}

}  // namespace
}  // namespace satchel
