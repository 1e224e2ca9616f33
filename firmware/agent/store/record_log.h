#pragma once

#include "firmware/agent/store/record_key.h"
#include "firmware/hal/flash.h"
#include "wire/cbor/cbor.h"

namespace satchel {

// Where the log lies: `banks` of `bank_bytes` each, one after the other, from `offset` on. Offset
// and bank are whole sectors. Two banks do; with a third one bank may wear out.
struct LogArea {
  uint32_t offset;
  uint32_t bank_bytes;
  uint32_t banks;
};

enum class StoreStatus : uint8_t {
  kOk,
  kFull,     // what lives and the new record do not fit into one bank
  kTooLong,  // the record alone does not
  kWorn,     // no bank took it any more; what was stored before still is
};

// A durable map from a few keys to short values, on flash that may lose power at any moment:
// write() and remove() have happened when they return kOk, and after a cut, or any other answer,
// each key has its old or its new value, never another. docs/design/durable_store.md argues.
//
// The log appends records to the bank in use. When that is full, what lives is copied into the next
// bank and a mark at its start makes it the one in use. Nothing is kept in RAM but where each key's
// value is: 4 bytes a key.
//
// Not thread-safe. Uses 300 bytes of stack.
class RecordLog {
 public:
  RecordLog(Flash& flash, const LogArea& area) : flash_(&flash), area_(area) {}

  // Finds what is stored. Where no bank has ever been in use the first one becomes it: a kit as it
  // left the factory. Everything else REQUIRES: mount() was kOk.
  StoreStatus mount();

  // The value, in flash; empty when there is none. Valid until the next write() or remove().
  ByteView read(RecordKey key) const;
  bool has(RecordKey key) const { return read(key).size != 0; }

  // REQUIRES: 1 <= size <= kMaxRecordBytes. A value that is there already is not written again.
  StoreStatus write(RecordKey key, const void* value, uint32_t size);
  StoreStatus remove(RecordKey key);

  // Values of one fixed shape. get() is false when there is none or it has another size.
  template <typename Value>
  bool get(RecordKey key, Value* value) const {
    const ByteView bytes = read(key);
    if (bytes.size != sizeof(Value)) return false;
    __builtin_memcpy(value, bytes.data, sizeof(Value));
    return true;
  }
  template <typename Value>
  StoreStatus put(RecordKey key, const Value& value) {
    return write(key, &value, sizeof(Value));
  }

  // Moves what lives into a fresh bank.
  StoreStatus compact() { return move(RecordKey::kCount, nullptr, 0); }
  // The same, and erases the other banks, so that what was removed or replaced is in flash no more.
  StoreStatus scrub();

  uint32_t generation() const { return generation_; }

 private:
  struct Header;

  // A bank being written or read. Positions count from its start.
  struct Bank {
    uint32_t offset;      // in flash
    uint32_t generation;  // how many banks were in use before it
    uint32_t tail;        // where the next record goes
  };

  const uint8_t* at(const Bank& bank, uint32_t position) const {
    return flash_->data() + bank.offset + position;
  }
  uint32_t granule() const;
  uint32_t span(uint32_t size) const;
  Bank bank(uint32_t index, uint32_t generation) const;
  bool read_header(const Bank& bank, uint32_t position, Header* header) const;
  bool record_at(const Bank& bank, uint32_t position) const;
  uint32_t step(const Bank& bank, uint32_t position) const;
  void load();
  void program_record(const Bank& bank, uint32_t position, const Header& header,
                      const uint8_t* value);
  bool append(Bank* bank, RecordKey key, const uint8_t* value, uint32_t size, uint32_t* position);
  bool fits(RecordKey key, uint32_t size) const;
  bool fill(Bank* fresh, RecordKey key, const uint8_t* value, uint32_t size);
  bool mark(const Bank& bank);
  StoreStatus move(RecordKey key, const uint8_t* value, uint32_t size);

  Flash* flash_;
  LogArea area_;
  uint32_t bank_ = 0;  // the index of the one in use
  uint32_t generation_ = 0;
  uint32_t tail_ = 0;
  uint32_t positions_[kRecordKeys] = {};  // in the bank in use; 0: none
};

}  // namespace satchel
