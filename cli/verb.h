#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "base/error.h"

namespace satchel {

// What every verb has without asking for it.
struct CommonOptions {
  bool json = false;   // the answer alone, as JSON, on standard output
  bool quiet = false;  // no progress and no messages, only errors
};

// What a verb says when it is done: with --json `json` is printed, else `text`. Both go to standard
// output, alone. A verb that answers while it runs (listen) prints its own lines, one JSON object a
// line, and leaves both empty.
struct Answer {
  nlohmann::ordered_json json;
  std::string text;
  Exit exit_code = Exit::kOk;
};

// The verbs of the program. A verb is one file, cli/<verb>.cc, with one function
// add_<verb>(Verbs&), listed in cli/verbs.cc:
//
//   void add_infer(Verbs& verbs) {
//     auto options = std::make_shared<InferOptions>();
//     CLI::App& verb = verbs.add("infer", "Run raw tensors through a package",
//                                [options](const CommonOptions& common) { return infer(*options,
//                                common); });
//     verb.add_option("package", options->package, "The .satchel file")->required();
//   }
//
// Wrong use is refused by the parser. `run` reports everything else by throwing Error; main prints
// its message and hint on standard error and ends with its exit code.
class Verbs {
 public:
  using Run = std::function<Answer(const CommonOptions&)>;

  explicit Verbs(CLI::App& program) : program_(program) {}

  // `name` is one word, or a noun and a verb ("data check"). The reference lives as long as the
  // program.
  CLI::App& add(const std::string& name, const std::string& purpose, Run run);
  // What `satchel --help` says about the noun of two-word verbs.
  void describe(const std::string& noun, const std::string& purpose);

  // The chosen verb; empty before the command line was parsed and when it named none.
  const Run& chosen() const { return chosen_; }
  const CommonOptions& common() const { return common_; }

 private:
  CLI::App& noun(const std::string& name);

  CLI::App& program_;
  CommonOptions common_;
  Run chosen_;
};

// Reads the command line, runs the verb, prints its answer or its error; returns the process's exit
// code. With
// --json an error is also answered on standard output: {"error":{"message":…,"hint":…,"exit":…}}.
int run_program(int argc, const char* const* argv);

}  // namespace satchel
