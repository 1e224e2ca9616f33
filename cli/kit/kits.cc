#include "cli/kit/kits.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <thread>

#include "cli/several.h"
#include "link/board/hand_control.h"

namespace satchel {
namespace {

// A kit that was reset is there again by then.
constexpr auto kComesBackIn = std::chrono::seconds(5);
// The press comes over another line than the request that it is for.
constexpr auto kPressTravels = std::chrono::milliseconds(50);

bool names_a_port(const std::string& word) {
  if (word.starts_with("tcp:") || word.starts_with("unix:")) return true;
  std::error_code error;
  return word.starts_with("/dev/") || std::filesystem::is_character_file(word, error);
}

// A kit and all that carries it.
struct Connection {
  explicit Connection(const std::string& address)
      : port(reopening_port([address] { return open_port(address); }, kComesBackIn)),
        client(*port),
        kit(client) {}

  std::unique_ptr<Port> port;
  SmpClient client;
  Kit kit;
};

Answer work_on(const std::string& port, KitBar bar,
               const std::function<Answer(const KitTask&)>& work) {
  try {
    Connection connection(port);
    return work({connection.kit, port, bar});
  } catch (const Error& error) {
    bar.finish(error.exit_code() == Exit::kRefused ? "refused" : "failed", false);
    throw;
  }
}

Answer work_on_one_of_several(const std::string& port, KitBar bar,
                              const std::function<Answer(const KitTask&)>& work) {
  try {
    return work_on(port, bar, work);
  } catch (const Error& error) {
    return failure(error);
  } catch (const std::exception& error) {
    return failure(Error(Exit::kFailed, std::string("unexpected: ") + error.what()));
  }
}

Answer join(const std::vector<std::string>& ports, const std::vector<Answer>& answers) {
  Answer all;
  all.json["kits"] = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < ports.size(); ++i) {
    nlohmann::ordered_json json = {{"port", ports[i]}};
    json.update(answers[i].json);
    all.json["kits"].push_back(std::move(json));
    all.text += fmt::format("{}{}:\n{}\n", i == 0 ? "" : "\n", ports[i], answers[i].text);
    if (all.exit_code == Exit::kOk) all.exit_code = answers[i].exit_code;
  }
  return all;
}

// A tty has many names.
std::string place_of(const std::string& port) {
  std::error_code ignored;
  const bool is_path = port.starts_with('/') || port.starts_with('.');
  return is_path ? std::filesystem::weakly_canonical(port, ignored).string() : port;
}

// The two would answer each other's questions.
void refuse_twins(const std::vector<std::string>& ports) {
  std::set<std::string> places;
  for (const std::string& port : ports) {
    if (places.insert(place_of(port)).second) continue;
    throw Error(Exit::kUnusable, port + " is named twice", "Name each kit's port once.");
  }
}

}  // namespace

void add_port_option(CLI::App& verb, std::vector<std::string>& ports) {
  verb.add_option("--port", ports,
                  "Where the kit is: /dev/ttyACM0, tcp:HOST:PORT; several kits at once when there "
                  "are several");
}

void words(std::vector<std::string>& ports, const std::vector<MissingWord>& missing) {
  for (const MissingWord& one : missing) {
    if (!one.word->empty()) continue;
    const auto found = std::find_if_not(ports.begin(), ports.end(), names_a_port);
    if (found == ports.end()) {
      throw Error(Exit::kUnusable, std::string(one.name) + " is missing",
                  "`--help` behind the verb shows what it needs.");
    }
    *one.word = *found;
    ports.erase(found);
  }
}

void KitBar::set(std::uint64_t done, std::uint64_t total, const std::string& note) const {
  if (bars_ != nullptr) bars_->set(index_, done, total, note);
}

void KitBar::finish(const std::string& note, bool whole) const {
  if (bars_ != nullptr) bars_->finish(index_, note, whole);
}

Answer with_kits(const std::vector<std::string>& ports, Show show,
                 const std::function<Answer(const KitTask&)>& work) {
  if (ports.empty()) {
    throw Error(Exit::kUnusable, "no kit is named",
                "Add --port PORT; `satchel kit list` shows the kits that are there.");
  }
  refuse_twins(ports);
  std::unique_ptr<ProgressBars> bars;
  if (show == Show::kBars) bars = std::make_unique<ProgressBars>(ports);
  if (ports.size() == 1) return work_on(ports[0], KitBar(bars.get(), 0), work);
  std::vector<Answer> answers(ports.size());
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < ports.size(); ++i) {
    threads.emplace_back(
        [&, i] { answers[i] = work_on_one_of_several(ports[i], KitBar(bars.get(), i), work); });
  }
  for (std::jthread& thread : threads) thread.join();
  return join(ports, answers);
}

void add_button_options(CLI::App& verb, ButtonOptions& options) {
  verb.add_option("--wait", options.wait, "Seconds to wait for the kit's button (60)")
      ->check(CLI::Range(0u, 3600u));
  verb.add_flag("--press-button", options.press,
                "Press it: only on emulated kits that `satchel kit start` runs");
}

ButtonWait button_of(const ButtonOptions& options, const KitTask& task) {
  ButtonWait wait;
  wait.most = std::chrono::seconds(options.wait);
  wait.waiting = [bar = task.bar, total = options.wait](std::chrono::milliseconds waited) {
    bar.set(static_cast<std::uint64_t>(waited.count() / 1000), total, "press the kit's button");
  };
  if (options.press) {
    press_button(task.port);
    wait.ask_every = kPressTravels;
  }
  return wait;
}

}  // namespace satchel
