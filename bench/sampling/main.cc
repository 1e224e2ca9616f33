// bench_sampling SOURCE --data DIR [--share S] [--budget N] [--day N] [--seed N] [--streams N]
//
// What a kit's sampler keeps of streams of people whom training never heard, in which some are
// hard, as JSON. Fails with exit code 3 when it keeps less than --least times more than chance.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "bench/sampling/measure.h"
#include "cli/package_source.h"
#include "trainer/data/folder.h"

namespace satchel {
namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
  std::string source, data;
  double share = 0.05, least = 0;
  std::uint32_t seed = 1, streams = 1;
  SamplingDay day;
};

Corpus test_people(const Arguments& arguments, const Card& card) {
  Corpus corpus;
  corpus.labels = card.labels;
  ReadOptions reading;
  reading.only_split = Split::kTest;
  read_folder(arguments.data, corpus.labels, reading, corpus);
  return corpus;
}

Json kinds_of(const SamplingCount& count) {
  constexpr const char* kNames[kDifficulties] = {"ordinary", "noise", "unknown_word", "cut_off"};
  Json kinds;
  for (std::size_t i = 0; i < kDifficulties; ++i) {
    kinds.push_back({{"kind", kNames[i]}, {"heard", count.heard[i]}, {"kept", count.kept[i]}});
  }
  return kinds;
}

Json measure(const Arguments& arguments) {
  const LoadedPackage package = load_package(arguments.source);
  const Corpus corpus = test_people(arguments, package.card);
  SamplingCount all;
  Json streams;
  double lowest = 1 / arguments.share;
  for (std::uint32_t i = 0; i < arguments.streams; ++i) {
    const std::uint32_t seed = arguments.seed + i;
    const SamplingCount count =
        measure_sampling(package.bytes, hard_stream(corpus, arguments.share, seed), arguments.day);
    streams.push_back({{"seed", seed}, {"kept", count.all_kept()}, {"gain", count.gain()}});
    lowest = std::min(lowest, count.gain());
    all += count;
  }
  return {{"decisions", all.all_heard()},
          {"kept", all.all_kept()},
          {"hard_kept", all.hard_kept()},
          {"gain", all.gain()},
          {"lowest_gain", lowest},
          {"kinds", kinds_of(all)},
          {"streams", streams}};
}

void require_gain(const Json& answer, double least) {
  const double lowest = answer["lowest_gain"];
  if (lowest >= least) return;
  throw Error(Exit::kRefused,
              fmt::format("a stream's gain is {:.1f} times chance, below {}", lowest, least),
              "The JSON says which one: the streams' seeds.");
}

int run(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("What a kit's sampler keeps of a stream in which some are hard");
  app.add_option("source", arguments.source, "An out folder, or a package")->required();
  app.add_option("--data", arguments.data, "Recordings")->required();
  app.add_option("--share", arguments.share, "Of hard ones")->check(CLI::Range(0.001, 0.9));
  app.add_option("--budget", arguments.day.budget, "Samples a day")->check(CLI::Range(1, 8));
  app.add_option("--day", arguments.day.decisions, "Decisions a day")
      ->check(CLI::Range(1, 1000000));
  app.add_option("--seed", arguments.seed, "Which are hard, and the order; of the first stream");
  app.add_option("--streams", arguments.streams, "How many")->check(CLI::Range(1, 1000));
  app.add_option("--least", arguments.least, "Fail when a stream gains less than so many times");
  CLI11_PARSE(app, argc, argv);
  try {
    const Json answer = measure(arguments);
    std::cout << answer.dump(2) << std::endl;
    require_gain(answer, arguments.least);
    return 0;
  } catch (const Error& error) {
    std::cerr << "bench_sampling: " << error.what() << "\n  " << error.hint() << "\n";
    return static_cast<int>(error.exit_code());
  }
}

}  // namespace
}  // namespace satchel

int main(int argc, char** argv) {
  return satchel::run(argc, argv);
}
