#pragma once

#include "firmware/agent/store/record_log.h"

namespace satchel {

inline constexpr uint32_t kMaxConfigurationBytes = 512;

enum class ConfigurationStatus : uint8_t {
  kOk,
  kReplayed,        // a lower sequence number than the one in force
  kSequenceReused,  // the number in force on other bytes
  kTooLong,
  kStoreFailed,
};

// The publisher's word on what a kit may do, as its signed bytes. Whoever calls has checked the
// signature; here the sequence number only rises, and the old or the new configuration is in force.
class ConfigurationStore {
 public:
  explicit ConfigurationStore(RecordLog& log) : log_(&log) {}

  ConfigurationStatus accept(uint64_t sequence, ByteView content);
  // 0 and empty before the first one.
  uint64_t sequence() const;
  ByteView content() const;

 private:
  RecordLog* log_;
};

}  // namespace satchel
