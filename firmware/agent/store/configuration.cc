#include "firmware/agent/store/configuration.h"

namespace satchel {

uint64_t ConfigurationStore::sequence() const {
  const ByteView stored = log_->read(RecordKey::kConfiguration);
  uint64_t sequence = 0;
  if (stored.size >= sizeof(sequence)) {
    __builtin_memcpy(&sequence, stored.data, sizeof(sequence));
  }
  return sequence;
}

ByteView ConfigurationStore::content() const {
  const ByteView stored = log_->read(RecordKey::kConfiguration);
  if (stored.size < sizeof(uint64_t)) return {};
  return {stored.data + sizeof(uint64_t), stored.size - sizeof(uint64_t)};
}

ConfigurationStatus ConfigurationStore::accept(uint64_t sequence, ByteView content) {
  if (content.size > kMaxConfigurationBytes) return ConfigurationStatus::kTooLong;
  const ByteView present = this->content();
  if (log_->has(RecordKey::kConfiguration)) {
    if (sequence < this->sequence()) return ConfigurationStatus::kReplayed;
    const bool same = present.size == content.size &&
                      __builtin_memcmp(present.data, content.data, content.size) == 0;
    if (sequence == this->sequence()) {
      return same ? ConfigurationStatus::kOk : ConfigurationStatus::kSequenceReused;
    }
  }
  uint8_t record[sizeof(sequence) + kMaxConfigurationBytes];
  __builtin_memcpy(record, &sequence, sizeof(sequence));
  if (content.size != 0) __builtin_memcpy(record + sizeof(sequence), content.data, content.size);
  const StoreStatus status = log_->write(RecordKey::kConfiguration, record,
                                         static_cast<uint32_t>(sizeof(sequence) + content.size));
  return status == StoreStatus::kOk ? ConfigurationStatus::kOk : ConfigurationStatus::kStoreFailed;
}

}  // namespace satchel
