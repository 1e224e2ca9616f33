#pragma once

#include <csignal>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/process.h"

// For tests: the program as people use it, and kits that it starts.
namespace satchel::testing_support {

using Words = std::vector<std::string>;

// Where everything of a test program lies; sockets of kits that are started included.
const TemporaryFolder& folder();
std::string file(const std::string& name);

// The program with these arguments, and a passphrase for whatever asks for one.
ProcessResult satchel(Words arguments);
// Its answer with --json. Throws what it complained about when there is none, which fails the test.
nlohmann::json answer_of(Words arguments);

// A kit that `satchel kit start` runs until the object goes.
class StartedKit {
 public:
  explicit StartedKit(Words arguments);

  const std::string& port() const { return port_; }

  // What it ends with.
  int stop(int signal = SIGTERM);

 private:
  std::unique_ptr<Process> process_;
  std::string port_;
};

}  // namespace satchel::testing_support
