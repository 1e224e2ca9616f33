// bench_traffic PACKAGE --board BOARD
//
// The bytes on an emulated kit's line, both ways, of a whole update to PACKAGE and of one day's
// telemetry, as JSON.

#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "bench/traffic/measure.h"

namespace satchel {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const std::vector<TrafficPart>& parts) {
  const auto one = [](const std::string& name, const LineTraffic& line) {
    return Json{{"part", name}, {"to_kit", line.sent}, {"to_host", line.received}};
  };
  Json list = Json::array();
  for (const TrafficPart& part : parts) list.push_back(one(part.name, part.line));
  list.push_back(one("all", sum_of(parts)));
  return list;
}

int run(int argc, char** argv) {
  std::string package, board;
  CLI::App app("Bytes on a kit's line: an update, and a day's telemetry");
  app.add_option("package", package, "A package for the board's target")->required();
  app.add_option("--board", board, "An emulated one")->required();
  CLI11_PARSE(app, argc, argv);
  try {
    const TrafficReport report = measure_traffic(find_board(board), read_file(package));
    const Json json = {{"board", board},
                       {"package_bytes", report.package_bytes},
                       {"envelope_bytes", report.envelope_bytes},
                       {"update", to_json(report.update)},
                       {"questions", report.questions},
                       {"day", to_json(report.day)},
                       {"health_bytes", report.health_bytes},
                       {"learning_bytes", report.learning_bytes}};
    std::cout << json.dump(2) << std::endl;
    return 0;
  } catch (const Error& error) {
    std::cerr << "bench_traffic: " << error.what() << "\n  " << error.hint() << "\n";
    return static_cast<int>(error.exit_code());
  }
}

}  // namespace
}  // namespace satchel

int main(int argc, char** argv) {
  return satchel::run(argc, argv);
}
