#include "firmware/agent/store/record_log.h"

#include "firmware/agent/store/crc32.h"

namespace satchel {
namespace {

constexpr uint16_t kMarkKey = 0x5101;  // a bank's mark; the low byte is the format's version

uint32_t round_up(uint32_t value, uint32_t unit) {
  return (value + unit - 1) & ~(unit - 1);
}

}  // namespace

// Before each value. The generation tells a record from what an earlier life of the bank left.
struct RecordLog::Header {
  uint16_t key;
  uint16_t size;  // of the value; 0: the key has none
  uint32_t generation;
  uint32_t value_check;
  uint32_t check;  // of all before it
};

namespace {

constexpr uint32_t kHeaderBytes = 16;
constexpr uint32_t kCheckedBytes = 12;

}  // namespace

// What is programmed in one go at the least, so that nothing shares a unit with a record that was
// cut short.
uint32_t RecordLog::granule() const {
  const uint32_t unit = flash_->geometry().program_unit;
  return unit < kHeaderBytes ? kHeaderBytes : unit;
}

uint32_t RecordLog::span(uint32_t size) const {
  return round_up(kHeaderBytes + size, granule());
}

RecordLog::Bank RecordLog::bank(uint32_t index, uint32_t generation) const {
  return {area_.offset + index * area_.bank_bytes, generation, granule()};
}

bool RecordLog::read_header(const Bank& bank, uint32_t position, Header* header) const {
  static_assert(sizeof(Header) == kHeaderBytes && offsetof(Header, check) == kCheckedBytes,
                "a format in flash");
  __builtin_memcpy(header, at(bank, position), kHeaderBytes);
  return header->check == crc32(at(bank, position), kCheckedBytes) &&
         header->generation == bank.generation;
}

// Whether a whole record stands there.
bool RecordLog::record_at(const Bank& bank, uint32_t position) const {
  Header header;
  return read_header(bank, position, &header) && span(header.size) <= area_.bank_bytes - position &&
         header.value_check == crc32(at(bank, position) + kHeaderBytes, header.size);
}

// How far it is to the next record, from a record that may have been cut short. A value is
// programmed after its header only, so where the header is not whole nothing but one granule was
// touched, and values are never taken for headers.
uint32_t RecordLog::step(const Bank& bank, uint32_t position) const {
  Header header;
  if (!read_header(bank, position, &header)) return granule();
  const uint32_t length = span(header.size);
  return length <= area_.bank_bytes - position ? length : granule();
}

StoreStatus RecordLog::mount() {
  generation_ = 0;
  for (uint32_t index = 0; index < area_.banks; ++index) {
    Bank candidate = bank(index, 0);
    Header header;
    __builtin_memcpy(&header, at(candidate, 0), kHeaderBytes);
    candidate.generation = header.generation;
    if (!read_header(candidate, 0, &header) || header.key != kMarkKey) continue;
    if (header.generation <= generation_) continue;
    generation_ = header.generation;
    bank_ = index;
  }
  if (generation_ == 0) {
    bank_ = area_.banks - 1;  // so that the first one is next
    __builtin_memset(positions_, 0, sizeof(positions_));
    return compact();
  }
  load();
  return StoreStatus::kOk;
}

// Reads the bank in use from its start. Where it looks blank up to its end it is: what lies behind
// the last byte that is not was never programmed, or is refused when it is programmed again, which
// append() passes over.
void RecordLog::load() {
  __builtin_memset(positions_, 0, sizeof(positions_));
  const Bank current = bank(bank_, generation_);
  const uint8_t* const bytes = at(current, 0);
  uint32_t used = area_.bank_bytes;
  while (used > 0 && bytes[used - 1] == kErased) --used;
  uint32_t position = granule();
  while (position < used) {
    if (record_at(current, position)) {
      Header header;
      read_header(current, position, &header);
      if (header.key < kRecordKeys) positions_[header.key] = header.size != 0 ? position : 0;
    }
    position += step(current, position);
  }
  tail_ = position;
}

ByteView RecordLog::read(RecordKey key) const {
  const uint32_t position = positions_[static_cast<uint32_t>(key)];
  if (position == 0) return {};
  const Bank current = bank(bank_, generation_);
  Header header;
  __builtin_memcpy(&header, at(current, position), kHeaderBytes);
  return {at(current, position) + kHeaderBytes, header.size};
}

// The first granule alone, with the header in it; then the rest. Each piece passes through RAM:
// some flash cannot be read while it is programmed. What the driver answers does not matter here,
// what can be read afterwards does.
void RecordLog::program_record(const Bank& bank, uint32_t position, const Header& header,
                               const uint8_t* value) {
  uint8_t piece[kMaxProgramUnit];
  const uint32_t end = span(header.size);
  uint32_t done = 0;
  uint32_t taken = 0;  // of the value
  while (done < end) {
    const uint32_t length =
        done == 0 ? granule() : (end - done < sizeof(piece) ? end - done : sizeof(piece));
    uint32_t filled = 0;
    if (done == 0) {
      __builtin_memcpy(piece, &header, kHeaderBytes);
      filled = kHeaderBytes;
    }
    const uint32_t room = length - filled;
    const uint32_t copied = header.size - taken < room ? header.size - taken : room;
    if (copied != 0) __builtin_memcpy(piece + filled, value + taken, copied);
    __builtin_memset(piece + filled + copied, kErased, room - copied);
    taken += copied;
    const FlashStatus status = flash_->program(bank.offset + position + done, piece, length);
    if (status != FlashStatus::kOk) return;
    done += length;
  }
}

// Places that do not take the record are passed over, as load() will pass over them.
bool RecordLog::append(Bank* bank, RecordKey key, const uint8_t* value, uint32_t size,
                       uint32_t* position) {
  Header header = {static_cast<uint16_t>(key), static_cast<uint16_t>(size), bank->generation,
                   crc32(value, size), 0};
  header.check = crc32(reinterpret_cast<const uint8_t*>(&header), kCheckedBytes);
  const uint32_t length = span(size);
  while (bank->tail <= area_.bank_bytes && length <= area_.bank_bytes - bank->tail) {
    *position = bank->tail;
    program_record(*bank, *position, header, value);
    Header found;
    const bool taken = record_at(*bank, *position) && read_header(*bank, *position, &found) &&
                       found.check == header.check;
    bank->tail += step(*bank, *position);
    if (taken) return true;
  }
  return false;
}

// Whether everything that lives fits into one bank, `size` being the new size of `key`'s value.
bool RecordLog::fits(RecordKey key, uint32_t size) const {
  uint32_t needed = granule() + (size != 0 ? span(size) : 0);
  for (uint32_t other = 0; other < kRecordKeys; ++other) {
    const uint32_t present = static_cast<uint32_t>(read(static_cast<RecordKey>(other)).size);
    if (present != 0 && other != static_cast<uint32_t>(key)) needed += span(present);
  }
  return needed <= area_.bank_bytes;
}

bool RecordLog::fill(Bank* fresh, RecordKey key, const uint8_t* value, uint32_t size) {
  uint32_t position;
  for (uint32_t other = 0; other < kRecordKeys; ++other) {
    const ByteView present = read(static_cast<RecordKey>(other));
    if (present.size == 0 || other == static_cast<uint32_t>(key)) continue;
    if (!append(fresh, static_cast<RecordKey>(other), present.data,
                static_cast<uint32_t>(present.size), &position)) {
      return false;
    }
  }
  return size == 0 || append(fresh, key, value, size, &position);
}

// From here on the bank is the one in use.
bool RecordLog::mark(const Bank& bank) {
  Header header = {kMarkKey, 0, bank.generation, 0, 0};
  header.check = crc32(reinterpret_cast<const uint8_t*>(&header), kCheckedBytes);
  program_record(bank, 0, header, nullptr);
  Header found;
  return read_header(bank, 0, &found) && found.key == kMarkKey;
}

// Copies what lives, `key` with its new value, into another bank; tries each. The generation grows
// with every try, so that no two banks can ever claim the same.
StoreStatus RecordLog::move(RecordKey key, const uint8_t* value, uint32_t size) {
  if (!fits(key, size)) return StoreStatus::kFull;
  for (uint32_t i = 1; i < area_.banks || (generation_ == 0 && i == area_.banks); ++i) {
    const uint32_t index = (bank_ + i) % area_.banks;
    Bank fresh = bank(index, generation_ + i);
    if (flash_->erase(fresh.offset, area_.bank_bytes) != FlashStatus::kOk) continue;
    if (!fill(&fresh, key, value, size) || !mark(fresh)) continue;
    bank_ = index;
    generation_ = fresh.generation;
    load();
    return StoreStatus::kOk;
  }
  return StoreStatus::kWorn;
}

StoreStatus RecordLog::write(RecordKey key, const void* value, uint32_t size) {
  const uint8_t* bytes = static_cast<const uint8_t*>(value);
  if (size == 0 || size > kMaxRecordBytes) return StoreStatus::kTooLong;
  const ByteView present = read(key);
  if (present.size == size && __builtin_memcmp(present.data, bytes, size) == 0) {
    return StoreStatus::kOk;
  }
  Bank current = bank(bank_, generation_);
  current.tail = tail_;
  uint32_t position;
  const bool appended = append(&current, key, bytes, size, &position);
  tail_ = current.tail;
  if (!appended) return move(key, bytes, size);
  positions_[static_cast<uint32_t>(key)] = position;
  return StoreStatus::kOk;
}

StoreStatus RecordLog::remove(RecordKey key) {
  if (!has(key)) return StoreStatus::kOk;
  Bank current = bank(bank_, generation_);
  current.tail = tail_;
  uint32_t position;
  const bool appended = append(&current, key, nullptr, 0, &position);
  tail_ = current.tail;
  if (!appended) return move(key, nullptr, 0);
  positions_[static_cast<uint32_t>(key)] = 0;
  return StoreStatus::kOk;
}

StoreStatus RecordLog::scrub() {
  const StoreStatus status = compact();
  if (status != StoreStatus::kOk) return status;
  bool worn = false;
  for (uint32_t index = 0; index < area_.banks; ++index) {
    if (index == bank_) continue;
    worn |= flash_->erase(bank(index, 0).offset, area_.bank_bytes) != FlashStatus::kOk;
  }
  return worn ? StoreStatus::kWorn : StoreStatus::kOk;
}

}  // namespace satchel
