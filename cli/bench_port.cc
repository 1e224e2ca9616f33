#include "cli/bench_port.h"

#include <memory>

#include "base/progress.h"

namespace satchel {

CLI::Option* add_bench_port(CLI::App& verb, std::string& port) {
  return verb.add_option(
      "--port", port,
      "A board with its bench image that hangs there (a tty, tcp:HOST:PORT), in place "
      "of one that is started here");
}

BenchOptions bench_at(const std::string& port) {
  BenchOptions options;
  options.port = port;
  const auto told = std::make_shared<bool>(false);
  options.button.waiting = [told, port](std::chrono::milliseconds) {
    if (*told) return;
    *told = true;
    say("Press the button of the board at " + port + ": it becomes the bench's for this package.");
  };
  return options;
}

}  // namespace satchel
