#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "cli/verb.h"
#include "link/client/kit.h"

// What the verbs of `satchel kit` share: the ports, and the work on several kits at once.
namespace satchel {

// --port, as often as there are kits. It takes all words that follow it; words() gives back to a
// verb what is not one.
void add_port_option(CLI::App& verb, std::vector<std::string>& ports);

// Fills the empty ones of `words` with those words behind --port that name no port ("kit install
// --port tcp:room:4001 a.envelope a.satchel"). Throws Exit::kUnusable naming what is still missing.
struct MissingWord {
  std::string* word;
  const char* name;
};
void words(std::vector<std::string>& ports, const std::vector<MissingWord>& missing);

// The line of one kit among the bars; silent when the work shows none.
class KitBar {
 public:
  KitBar(ProgressBars* bars, std::size_t index) : bars_(bars), index_(index) {}

  void set(std::uint64_t done, std::uint64_t total, const std::string& note) const;
  void finish(const std::string& note, bool whole) const;

 private:
  ProgressBars* bars_;
  std::size_t index_;
};

// One kit of several: where it is, and how its work is shown.
struct KitTask {
  Kit& kit;
  const std::string& port;
  KitBar bar;
};

enum class Show { kNothing, kBars };

// Does the same with every kit, all at once. With one kit the answer is the work's own and its
// errors are thrown; with several it is {"kits": […]}, one failure does not stop the others, and
// the exit code is that of the first kit that failed.
Answer with_kits(const std::vector<std::string>& ports, Show show,
                 const std::function<Answer(const KitTask&)>& work);

// --wait and --press-button, of the verbs that need the kit's button.
struct ButtonOptions {
  unsigned wait = 60;  // seconds
  bool press = false;
};
void add_button_options(CLI::App& verb, ButtonOptions& options);
// Presses it when that was asked for, which throws Exit::kUnusable for a kit that this program did
// not start, and tells how to wait otherwise.
ButtonWait button_of(const ButtonOptions& options, const KitTask& task);

}  // namespace satchel
