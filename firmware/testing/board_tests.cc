#include "firmware/testing/board_tests.h"

#include "core/dsp/dsp_cases.h"
#include "core/kernels/kernel_cases.h"
#include "firmware/crypto/crypto_cases.h"
#include "firmware/testing/port_cases.h"
#include "firmware/testing/wire_cases.h"
#include "wire/cbor/cbor.h"

namespace satchel {
namespace {

class Printer {
 public:
  explicit Printer(Link& link) : link_(link) {}
  Printer& text(const char* words) {
    const ByteView view = view_of(words);
    link_.write(view.data, view.size);
    return *this;
  }
  Printer& number(int64_t value) {
    uint8_t digits[20];
    size_t at = sizeof(digits);
    uint64_t magnitude =
        value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
    do {
      digits[--at] = static_cast<uint8_t>('0' + magnitude % 10);
      magnitude /= 10;
    } while (magnitude != 0);
    if (value < 0) digits[--at] = '-';
    link_.write(digits + at, sizeof(digits) - at);
    return *this;
  }

 private:
  Link& link_;
};

// Prints the first failure of a test; the rest are counted.
class PrintedChecks final : public Checks {
 public:
  explicit PrintedChecks(Printer& print) : print_(print) {}
  void fail(const Failure& f) override {
    print_.text("fail ").text(f.file).text(":").number(f.line).text(" ").text(f.what);
    print_.text(": got ").number(f.got).text(", expected ").number(f.expected);
    print_.text(", seed ").number(f.seed).text("\n");
  }

 private:
  Printer& print_;
};

struct Tally {
  uint32_t passed = 0;
  uint32_t failed = 0;
};

void run_list(const TestList& list, Printer& print, Tally* tally) {
  for (uint32_t i = 0; i < list.count; ++i) {
    // Before it runs: a test that hangs or faults is then the last word of the board.
    print.text(list.name).text(".").text(list.cases[i].name).text(" ");
    PrintedChecks checks(print);
    list.cases[i].run(checks);
    if (checks.failures() != 0) {
      ++tally->failed;
      continue;
    }
    ++tally->passed;
    print.text("pass\n");
  }
}

// What believing a signature costs. Asked first, so that nothing else has used the stack yet.
void measure_verification(const TestedBoard& board, Printer& print, Tally* tally) {
  board.meter.start();
  const bool holds = verify_example();
  const uint64_t instructions = board.meter.stop();
  print.text("verification ").number(static_cast<int64_t>(instructions)).text(" stack ");
  print.number(static_cast<int64_t>(stack_peak(board.stack))).text("\n");
  if (holds) return;
  print.text("crypto.verify_example fail\n");
  ++tally->failed;
}

void run_all(const TestedBoard& board, Printer& print) {
  Tally tally;
  measure_verification(board, print, &tally);
  const TestList* const lists[] = {&kKernelTests, &kDspTests, &kWireTests, &kCryptoTests,
                                   &kPortTests};
  for (const TestList* list : lists) {
    run_list(*list, print, &tally);
  }
  print.text("stack ").number(static_cast<int64_t>(stack_peak(board.stack))).text("\n");
  print.text("done ").number(tally.passed).text(" ").number(tally.failed).text("\n");
}

const char* cause_text(StartCause cause) {
  switch (cause) {
    case StartCause::kPowerOn:
      return "power-on";
    case StartCause::kReset:
      return "reset";
    case StartCause::kWatchdog:
      return "watchdog";
    case StartCause::kUnknown:
      break;
  }
  return "unknown";
}

void try_watchdog(const TestedBoard& board, Printer& print) {
  constexpr uint32_t kMilliseconds = 2000;
  if (board.watchdog == nullptr) {
    print.text("no watchdog\n");
    return;
  }
  board.watchdog->start(kMilliseconds);
  const uint64_t start = board.clock.milliseconds();
  while (board.clock.milliseconds() - start < 2 * kMilliseconds) board.watchdog->feed();
  print.text("fed\n");
  for (;;) __asm volatile("");
}

}  // namespace

void run_board_tests(const TestedBoard& board) {
  Printer print(board.link);
  test_ports_of(board);
  do {
    uint8_t byte;
    if (board.link.read(&byte, 1) == 0) continue;
    switch (byte) {
      case 't':
        run_all(board, print);
        break;
      case 'c':
        print.text("cause ").text(cause_text(board.power.cause())).text("\n");
        break;
      case 'r':
        board.power.reset();
        break;
      case 'w':
        try_watchdog(board, print);
        break;
      default:
        break;
    }
  } while (board.link.wait());
}

}  // namespace satchel
