#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <optional>

#include "cli/bench_port.h"
#include "cli/charge.h"
#include "cli/ear.h"
#include "cli/package_source.h"
#include "cli/sound_input.h"
#include "cli/verb.h"
#include "compiler/source/source.h"
#include "link/board/profile.h"

namespace satchel {
namespace {

struct ListenOptions {
  std::string source;
  std::string board;
  std::string port;
  std::string device;
  bool microphone = false;
  bool windows = false;
};

// Prints decisions as they are made, one a line.
class Printer {
 public:
  Printer(const LoadedPackage& package, int sample_rate, bool json, bool windows)
      : package_(package), sample_rate_(sample_rate), json_(json), windows_(windows) {}

  void print(const HeardWindow& window) {
    const bool fired = window.decision.fired();
    hits_ += fired;
    if (!fired && !windows_) return;
    const double seconds = static_cast<double>(window.sample) / sample_rate_;
    const double confidence = (window.decision.score + 128) / 256.0;
    const std::string label = package_.label(window.decision.best);
    if (json_) {
      nlohmann::ordered_json line = {{"time", seconds}, {"label", label}};
      line["confidence"] = confidence;
      if (windows_) line["fired"] = fired;
      write(line.dump());
    } else {
      write(fmt::format("{:8.2f} s  {:12} {:3.0f} %{}", seconds, label, 100 * confidence,
                        windows_ && fired ? "  <-" : ""));
    }
  }
  int hits() const { return hits_; }

 private:
  static void write(const std::string& line) {
    fmt::print("{}\n", line);
    if (std::fflush(stdout) != 0) throw Error(Exit::kFailed, "the answer could not be written");
  }

  const LoadedPackage& package_;
  const int sample_rate_;
  const bool json_, windows_;
  int hits_ = 0;
};

std::unique_ptr<SoundInput> open_sound(const ListenOptions& options, int sample_rate) {
  const bool microphone =
      options.microphone || !options.device.empty() || isatty(STDIN_FILENO) != 0;
  return microphone ? sound_from_microphone(options.device, sample_rate)
                    : sound_from_descriptor(STDIN_FILENO, sample_rate);
}

Answer listen(const ListenOptions& options, const CommonOptions& common) {
  std::optional<BoardProfile> board;
  if (!options.board.empty()) board = find_board(options.board);
  // This machine runs every target's packages, a board only its own.
  const LoadedPackage package = board ? load_package(options.source, parse_target(board->target))
                                      : load_package(options.source);
  if (board) require_budget(estimate_charge(board->name, charge_card(package.bytes)));
  const std::unique_ptr<Ear> ear =
      board ? ear_on_board(package, *board, bench_at(options.port)) : ear_on_host(package);
  const std::unique_ptr<SoundInput> sound = open_sound(options, ear->sample_rate());
  if (!common.quiet) fmt::print(stderr, "listening; Ctrl-C ends\n");

  Printer printer(package, ear->sample_rate(), common.json, options.windows);
  std::vector<std::int16_t> pcm(static_cast<std::size_t>(ear->sample_rate()) / 10);
  std::uint64_t samples = 0;
  for (std::size_t count = sound->read(pcm); count > 0; count = sound->read(pcm)) {
    samples += count;
    for (const HeardWindow& window : ear->hear({pcm.data(), count})) printer.print(window);
  }
  if (!common.quiet) {
    fmt::print(stderr, "heard {} in {:.1f} s of sound\n", printer.hits(),
               static_cast<double>(samples) / ear->sample_rate());
  }
  return {};
}

}  // namespace

void add_listen(Verbs& verbs) {
  auto options = std::make_shared<ListenOptions>();
  CLI::App& verb =
      verbs.add("listen", "Recognise words in live sound: the microphone, or PCM on standard input",
                [options](const CommonOptions& common) { return listen(*options, common); });
  verb.add_option("source", options->source, "An out folder of `satchel train`, or a package")
      ->required();
  CLI::Option* board = verb.add_option("--board", options->board,
                                       "The board that listens; this machine when left out");
  add_bench_port(verb, options->port)->needs(board);
  verb.add_flag("--microphone", options->microphone,
                "Listen to the microphone even when standard input is not a terminal");
  verb.add_option("--device", options->device, "The microphone, as `arecord -L` names it");
  verb.add_flag("--windows", options->windows, "Show every window's best label, not only hits");
}

}  // namespace satchel
