#include "firmware/testing/port_cases.h"

namespace satchel {
namespace {

const TestedBoard* tested = nullptr;

constexpr uint32_t kPattern = 512;

uint8_t pattern(uint32_t i) {
  return static_cast<uint8_t>(i * 37 + 5);
}

int64_t status_of(FlashStatus status) {
  return static_cast<int64_t>(status);
}

uint32_t count_other_than(const uint8_t* bytes, uint32_t size, uint8_t value) {
  uint32_t others = 0;
  for (uint32_t i = 0; i < size; ++i) others += bytes[i] != value;
  return others;
}

void flash_erases_whole_sectors(Checks& checks) {
  Flash& flash = tested->flash;
  const FlashGeometry geometry = flash.geometry();
  const uint32_t at = tested->scratch;
  SATCHEL_CHECK_EQUAL(checks, status_of(flash.erase(at, 2 * geometry.sector)), 0);
  SATCHEL_CHECK_EQUAL(checks, count_other_than(flash.data() + at, 2 * geometry.sector, 0xff), 0);
  uint8_t bytes[kMaxProgramUnit] = {};
  flash.program(at, bytes, geometry.program_unit);
  flash.program(at + geometry.sector, bytes, geometry.program_unit);
  SATCHEL_CHECK_EQUAL(checks, status_of(flash.erase(at, geometry.sector)), 0);
  SATCHEL_CHECK_EQUAL(checks, flash.data()[at], 0xff);
  SATCHEL_CHECK_EQUAL(checks, flash.data()[at + geometry.sector], 0);
}

void flash_keeps_what_is_programmed(Checks& checks) {
  Flash& flash = tested->flash;
  const uint32_t at = tested->scratch;
  uint8_t bytes[kPattern];
  for (uint32_t i = 0; i < kPattern; ++i) bytes[i] = pattern(i);
  flash.erase(at, flash.geometry().sector);
  SATCHEL_CHECK_EQUAL(checks, status_of(flash.program(at, bytes, kPattern)), 0);
  SATCHEL_CHECK_EQUAL(checks, __builtin_memcmp(flash.data() + at, bytes, kPattern), 0);
  SATCHEL_CHECK_EQUAL(
      checks,
      count_other_than(flash.data() + at + kPattern, flash.geometry().sector - kPattern, 0xff), 0);
}

void flash_only_clears_bits(Checks& checks) {
  Flash& flash = tested->flash;
  const FlashGeometry geometry = flash.geometry();
  const uint32_t at = tested->scratch;
  uint8_t bytes[kMaxProgramUnit];
  flash.erase(at, geometry.sector);
  __builtin_memset(bytes, 0x0f, sizeof(bytes));
  SATCHEL_CHECK_EQUAL(checks, status_of(flash.program(at, bytes, geometry.program_unit)), 0);
  __builtin_memset(bytes, 0x1f, sizeof(bytes));
  SATCHEL_CHECK_EQUAL(checks, status_of(flash.program(at, bytes, geometry.program_unit)),
                      status_of(FlashStatus::kNotErased));
  SATCHEL_CHECK_EQUAL(checks, flash.data()[at], 0x0f);
}

void flash_refuses_what_is_unlawful(Checks& checks) {
  Flash& flash = tested->flash;
  const FlashGeometry geometry = flash.geometry();
  const uint32_t at = tested->scratch;
  uint8_t bytes[kMaxProgramUnit] = {};
  const int64_t range = status_of(FlashStatus::kOutOfRange);
  const int64_t unaligned = status_of(FlashStatus::kUnaligned);
  SATCHEL_CHECK_EQUAL(checks, status_of(flash.erase(geometry.size, geometry.sector)), range);
  SATCHEL_CHECK_EQUAL(checks, status_of(flash.erase(0 - geometry.sector, 2 * geometry.sector)),
                      range);
  SATCHEL_CHECK_EQUAL(checks, status_of(flash.erase(at + 1, geometry.sector)), unaligned);
  SATCHEL_CHECK_EQUAL(checks, status_of(flash.program(geometry.size, bytes, geometry.program_unit)),
                      range);
  if (geometry.program_unit == 1) return;
  SATCHEL_CHECK_EQUAL(checks, status_of(flash.program(at, bytes, geometry.program_unit - 1)),
                      unaligned);
  SATCHEL_CHECK_EQUAL(checks, status_of(flash.program(at + 1, bytes, geometry.program_unit)),
                      unaligned);
}

uint64_t measured(uint32_t rounds) {
  tested->meter.start();
  for (uint32_t i = 0; i < rounds; ++i) __asm volatile("" ::: "memory");
  return tested->meter.stop();
}

// Twice the work costs twice as much, to the instruction or the few that the meter's contract
// allows.
void meter_counts_instructions(Checks& checks) {
  if (tested->meter.unit() != MeterUnit::kInstructions) return;
  constexpr uint32_t kRounds = 100000;
  constexpr int64_t kError = 10;
  const int64_t once = static_cast<int64_t>(measured(kRounds));
  const int64_t again = static_cast<int64_t>(measured(kRounds));
  const int64_t twice = static_cast<int64_t>(measured(2 * kRounds));
  const int64_t difference = once - again;
  const int64_t excess = twice - 2 * once;
  SATCHEL_CHECK(checks, once >= kRounds);
  SATCHEL_CHECK(checks, difference <= kError && difference >= -kError);
  SATCHEL_CHECK(checks, excess <= 2 * kError && excess >= -2 * kError);
}

constexpr TestCase kCases[] = {
    {"FlashErasesWholeSectors", flash_erases_whole_sectors},
    {"FlashKeepsWhatIsProgrammed", flash_keeps_what_is_programmed},
    {"FlashOnlyClearsBits", flash_only_clears_bits},
    {"FlashRefusesWhatIsUnlawful", flash_refuses_what_is_unlawful},
    {"MeterCountsInstructions", meter_counts_instructions},
};

}  // namespace

void test_ports_of(const TestedBoard& board) {
  tested = &board;
}

const TestList kPortTests = {"Ports", kCases, sizeof(kCases) / sizeof(kCases[0])};

}  // namespace satchel
