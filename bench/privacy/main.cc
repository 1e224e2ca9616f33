// bench_privacy [--kits N]… [--epsilon E]… [--days N] [--seed N]
//
// What a service learns from a fleet's noised reports against the truth, as Markdown: a curve over
// fleet size and epsilon, measured and by formula, and what shuffling gains beside it.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <iostream>

#include "base/error.h"
#include "bench/privacy/fleet.h"
#include "link/telemetry/fleet_sums.h"
#include "link/telemetry/shuffling.h"

namespace satchel {
namespace {

void print_epsilon(const FleetOptions& options) {
  const std::vector<FleetError> errors = measure_fleet(options);
  for (const FleetError& each : errors) {
    const auto reports = static_cast<std::uint64_t>(std::lround(each.reports));
    const ShuffledPrivacy shuffled =
        shuffled_privacy(reports, options.milli_epsilon / 1000.0, kShufflingDelta);
    fmt::print("| {} | {} | {} | {} | {:.1f} % | {:.1f} % | {} |\n", options.milli_epsilon / 1000.0,
               each.kits, question_name(each.question), reports, 100 * each.measured,
               100 * each.expected,
               shuffled.amplified ? fmt::format("{:.2f}", shuffled.epsilon) : "–");
  }
}

int run(int argc, char** argv) {
  FleetOptions options;
  std::vector<double> epsilons = {0.25, 0.5, 1, 2};
  CLI::App app("The error of a fleet's noised sums over fleet size and epsilon");
  app.add_option("--kits", options.sizes, "Fleet sizes")->check(CLI::Range(1, 100'000));
  app.add_option("--epsilon", epsilons, "Of a report")->check(CLI::Range(0.001, 2.0));
  app.add_option("--days", options.days, "Days that are averaged over")->check(CLI::Range(1, 20));
  app.add_option("--seed", options.seed, "Of use and noise");
  CLI11_PARSE(app, argc, argv);
  std::sort(options.sizes.begin(), options.sizes.end());
  std::cout << "| epsilon | kits | question | reports a day | error of the mean | by formula | "
               "epsilon, shuffled |\n|---|---|---|---|---|---|---|\n"
            << std::flush;
  for (const double epsilon : epsilons) {
    options.milli_epsilon = static_cast<std::uint32_t>(std::lround(epsilon * 1000));
    print_epsilon(options);
  }
  return 0;
}

}  // namespace
}  // namespace satchel

int main(int argc, char** argv) {
  try {
    return satchel::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "bench_privacy: " << error.what() << '\n';
    return 1;
  }
}
