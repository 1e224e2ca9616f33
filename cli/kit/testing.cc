#include "cli/kit/testing.h"

#include <unistd.h>

#include <stdexcept>

namespace satchel::testing_support {
namespace {

std::vector<std::pair<std::string, std::string>> environment() {
  return {{"XDG_RUNTIME_DIR", folder().path()}, {"SATCHEL_PASSPHRASE", "a passphrase for tests"}};
}

}  // namespace

const TemporaryFolder& folder() {
  static const TemporaryFolder made;
  return made;
}

std::string file(const std::string& name) {
  return (folder().path() / name).string();
}

ProcessResult satchel(Words arguments) {
  arguments.insert(arguments.begin(), SATCHEL_PROGRAM);
  RunOptions options;
  options.environment = environment();
  options.timeout = std::chrono::seconds(300);
  return run_process(arguments, options);
}

nlohmann::json answer_of(Words arguments) {
  arguments.push_back("--json");
  const ProcessResult result = satchel(arguments);
  if (result.exit_code != 0) throw std::runtime_error(result.errors);
  return nlohmann::json::parse(result.output.empty() ? "null" : result.output);
}

StartedKit::StartedKit(Words arguments) {
  arguments.insert(arguments.begin(), {SATCHEL_PROGRAM, "kit", "start", "--json"});
  SpawnOptions options;
  options.output = Stream::kPipe;
  options.environment = environment();
  process_ = std::make_unique<Process>(arguments, options);
  std::string line;
  for (char c = 0; read(process_->output().get(), &c, 1) == 1 && c != '\n';) line += c;
  if (!line.empty()) port_ = nlohmann::json::parse(line)["port"];
}

int StartedKit::stop(int signal) {
  process_->signal(signal);
  return process_->wait();
}

}  // namespace satchel::testing_support
