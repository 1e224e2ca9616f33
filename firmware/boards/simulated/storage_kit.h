#pragma once

#include <string>
#include <vector>

#include "firmware/agent/store/configuration.h"
#include "firmware/agent/store/privacy_ledger.h"
#include "firmware/agent/store/sample_store.h"
#include "firmware/agent/update/erasure.h"
#include "firmware/agent/update/updates.h"
#include "firmware/boards/simulated/flash.h"
#include "firmware/crypto/sodium_hash.h"

namespace satchel::simulated {

// A publisher's key whose signatures cost nothing: a checksum of message and key. Everything else
// about an envelope is real.
class FakeKey final : public Signer, public SignatureVerifier {
 public:
  explicit FakeKey(uint64_t secret) : secret_(secret) {}
  int64_t algorithm() const override { return cose_algorithm::kEdDsa; }
  bool sign(ByteView message, uint8_t signature[kSignatureBytes]) override;
  bool fits(int64_t algorithm) const override { return algorithm == cose_algorithm::kEdDsa; }
  bool verify(int64_t algorithm, ByteView message, ByteView signature) const override;

 private:
  void checksum(ByteView message, uint8_t out[kSignatureBytes]) const;

  uint64_t secret_;
};

using Bytes = std::vector<uint8_t>;

// An envelope for `package` under the vendor's id and class id 0; `change` may alter what it says.
Bytes seal(const std::string& lesson, const Bytes& package, uint64_t sequence, FakeKey& key,
           void (*change)(ModelUpdate*) = nullptr);

// What of a kit survives its power: everything that writes to flash, started as the agent starts
// it.
class StorageKit {
 public:
  // An arena of 64 bytes is enough for tiny_package().
  StorageKit(Flash& flash, const FlashPlan& plan, uint32_t arena_bytes = 64);

  // As after power-on. False when the log did not mount or an erasure did not end.
  bool start();

  Flash& flash() { return flash_; }

  // What somebody sees who does not look into flash: the package that each lesson runs, sequence
  // numbers, configuration, ledger, time, whole samples.
  std::string visible();

  // As a patient host does it, from wherever the last try ended: the envelope, the chunks, the
  // test, the health, the confirmation.
  UpdateStatus deliver(const Bytes& envelope, const Bytes& package);
  UpdateStatus transfer(const Bytes& envelope, const Bytes& package);
  UpdateStatus try_out(uint32_t lesson, const Bytes& package);
  void observe_windows(uint32_t lesson, bool good);

  UpdateConditions conditions;

 private:
  Bytes arena_;
  uint8_t unit_[kMaxProgramUnit];
  uint8_t sample_unit_[kMaxProgramUnit];
  Flash& flash_;
  const FlashPlan& plan_;
  FakeKey key_{1};
  SodiumHash hash_;
  EngineProver prover_;

 public:
  RecordLog log;
  Updates updates;
  SampleStore samples;
  PrivacyLedger ledger;
  ConfigurationStore configuration;
};

}  // namespace satchel::simulated
