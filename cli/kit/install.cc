#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <memory>

#include "base/file.h"
#include "base/hash.h"
#include "cli/charge.h"
#include "cli/kit/kits.h"
#include "cli/kit/verbs.h"
#include "cli/signing.h"
#include "core/package/view.h"
#include "link/board/profile.h"
#include "link/client/installation.h"
#include "wire/suit/update.h"

namespace satchel {
namespace {

struct InstallVerbOptions {
  std::string envelope;
  std::string package;
  std::vector<std::string> ports;
  unsigned trial = 180;  // seconds
  SchoolDay day;
};

const char* note_of(InstallStage stage) {
  switch (stage) {
    case InstallStage::kEnvelope:
      return "envelope";
    case InstallStage::kTransfer:
      return "package";
    case InstallStage::kTrial:
      return "trial";
    case InstallStage::kConfirmed:
      return "confirmed";
  }
  return "";
}

Answer to_answer(const Installed& installed, const ChargeEstimate& charge) {
  Answer answer;
  answer.json = {{"lesson", installed.lesson},
                 {"image", installed.image},
                 {"sequence", installed.sequence},
                 {"package", to_hex(installed.package)},
                 {"sent", installed.transferred},
                 {"tried", installed.tried},
                 {"confirmed", true},
                 {"charge", to_json(charge)}};
  const char* how = installed.transferred ? "installed"
                    : installed.tried     ? "was there already and runs again"
                                          : "ran already";
  answer.text = fmt::format("lesson {}, sequence {}: {}, confirmed", installed.lesson,
                            installed.sequence, how);
  if (charge.least_hours != 0) answer.text += "\ncharge: " + to_text(charge, 8);
  return answer;
}

// A kit would find out only after the transfer. One of a board that this machine does not know has
// to.
void require_target(const std::string& file, std::span<const std::uint8_t> package,
                    const std::string& board) {
  PackageView view;
  if (!PackageView::open(package.data(), static_cast<std::uint32_t>(package.size()), &view).ok()) {
    return;
  }
  const std::vector<std::string> boards = known_boards();
  if (std::ranges::find(boards, board) == boards.end()) return;
  const std::string wanted = find_board(board).target;
  const char* target = target_name(view.target());
  if (wanted == target) return;
  throw Error(
      Exit::kRefused,
      fmt::format("{} is for {}, and {} runs packages for {}", file, target, board, wanted),
      fmt::format("Compile it for the kit, sign that: satchel compile OUT --target {}", wanted));
}

// Nothing has to be tidied up: every step is safe to stop at. One write, for a handler may do
// little.
void end_interrupted(int) {
  constexpr char kText[] =
      "\nsatchel: interrupted; the kit keeps what it has, and the same command goes on\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kText, sizeof(kText) - 1);
  ::_exit(static_cast<int>(Exit::kInterrupted));
}

Answer install_package(InstallVerbOptions options) {
  std::signal(SIGINT, end_interrupted);
  words(options.ports, {{&options.envelope, "ENVELOPE"}, {&options.package, "PACKAGE"}});
  const std::vector<std::uint8_t> envelope = read_file(options.envelope);
  if (envelope.size() > kMaxEnvelopeBytes) {
    throw Error(Exit::kUnusable, options.envelope + " is no envelope that a kit takes",
                "The order is ENVELOPE PACKAGE; satchel sign makes the first from the second.");
  }
  const std::vector<std::uint8_t> package = read_file(options.package);
  const Card card = charge_card(package);
  return with_kits(options.ports, Show::kBars, [&](const KitTask& task) {
    const std::string board = task.kit.status().board;
    require_target(options.package, package, board);
    const ChargeEstimate charge = estimate_charge(board, card, options.day);
    require_budget(charge);
    InstallOptions how;
    how.now = seconds_now();
    how.trial = std::chrono::seconds(options.trial);
    how.progress = [&task](InstallStage stage, std::uint64_t done, std::uint64_t total) {
      if (stage == InstallStage::kConfirmed) {
        task.bar.finish(note_of(stage), true);
      } else {
        task.bar.set(done, total, note_of(stage));
      }
    };
    return to_answer(install(task.kit, envelope, package, how), charge);
  });
}

}  // namespace

void add_kit_install(Verbs& verbs) {
  auto options = std::make_shared<InstallVerbOptions>();
  CLI::App& verb = verbs.add("kit install", "Bring a signed package to kits: send, try, confirm",
                             [options](const CommonOptions&) { return install_package(*options); });
  verb.add_option("ENVELOPE", options->envelope, "What satchel sign made of the package");
  verb.add_option("PACKAGE", options->package, "The .satchel file");
  add_port_option(verb, options->ports);
  verb.add_option("--trial", options->trial, "Seconds that the trial may take (180)")
      ->check(CLI::Range(1u, 86400u));
  add_use_options(verb, options->day);
}

}  // namespace satchel
