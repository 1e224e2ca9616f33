#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>
#include <thread>

#include "base/hash.h"
#include "cli/kit/kits.h"
#include "cli/kit/verbs.h"
#include "cli/kit/words.h"
#include "link/board/hand_control.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;

// Whoever is a kit answers at once; the first question may get lost in a line that just opened.
constexpr SmpOptions kQuick = {std::chrono::milliseconds(500), std::chrono::milliseconds(2500)};

// One line of the answer.
struct Found {
  std::string port;
  std::optional<KitStatus> status;
  std::vector<KitLesson> lessons;
  std::string state;
};

void add_ports(const fs::path& folder, const std::string& prefix, std::set<fs::path>* seen,
               std::vector<std::string>* ports) {
  std::error_code error;
  std::vector<fs::path> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().filename().string().starts_with(prefix)) names.push_back(entry.path());
  }
  std::sort(names.begin(), names.end());
  for (const fs::path& name : names) {
    const fs::path device = fs::canonical(name, error);
    if (!error && seen->insert(device).second) ports->push_back(name);
  }
}

// USB serial lines, by their lasting names first, and the emulated kits that run here.
std::vector<std::string> all_ports() {
  std::set<fs::path> seen;
  std::vector<std::string> ports;
  add_ports("/dev/serial/by-id", "", &seen, &ports);
  add_ports("/dev", "ttyACM", &seen, &ports);
  add_ports("/dev", "ttyUSB", &seen, &ports);
  for (const std::string& address : started_kits()) ports.push_back(address);
  return ports;
}

Found look_at(const std::string& address) {
  Found found;
  found.port = address;
  try {
    const std::unique_ptr<Port> port = open_port(address);
    SmpClient client(*port, kQuick);
    Kit kit(client);
    found.status = kit.status();
    found.lessons = kit.lessons();
    found.state = state_of(*found.status, found.lessons);
  } catch (const SmpError&) {
    found.state = "speaks SMP, but is no kit";
  } catch (const Error& error) {
    found.state = error.what();
  }
  return found;
}

nlohmann::ordered_json to_json(const Found& found) {
  nlohmann::ordered_json json = {{"port", found.port}, {"board", nullptr}, {"kit", nullptr}};
  if (found.status) {
    json["board"] = found.status->board;
    if (found.status->provisioned) json["kit"] = to_hex(found.status->kit);
  }
  json["lessons"] = nlohmann::ordered_json::array();
  for (const KitLesson& lesson : found.lessons) json["lessons"].push_back(lesson.name);
  json["state"] = found.state;
  return json;
}

std::string to_text(const Found& found, std::size_t width) {
  std::string text = fmt::format("{:{}}  ", found.port, width);
  if (!found.status) return text + found.state;
  std::string names;
  for (const KitLesson& lesson : found.lessons) {
    names += (names.empty() ? "" : ", ") + lesson.name;
  }
  const std::string id = found.status->provisioned ? short_name(found.status->kit) : "-";
  return text + fmt::format("{:10}  {:8}  {}{}{}", found.status->board, id, names,
                            names.empty() ? "" : "  ", found.state);
}

Answer list(std::vector<std::string> ports) {
  const bool asked = !ports.empty();
  if (!asked) ports = all_ports();
  std::vector<Found> found(ports.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < ports.size(); ++i) {
      threads.emplace_back([&, i] { found[i] = look_at(ports[i]); });
    }
  }
  Answer answer;
  answer.json["kits"] = nlohmann::ordered_json::array();
  std::size_t width = 0;
  for (const std::string& port : ports) width = std::max(width, port.size());
  for (const Found& one : found) {
    answer.json["kits"].push_back(to_json(one));
    answer.text += to_text(one, width) + "\n";
    // Ports that were only looked at may be anything; one that was named has to be a kit.
    if (asked && !one.status) answer.exit_code = Exit::kUnavailable;
  }
  if (found.empty()) answer.text = "no serial port, and no emulated kit that runs\n";
  return answer;
}

}  // namespace

void add_kit_list(Verbs& verbs) {
  auto ports = std::make_shared<std::vector<std::string>>();
  CLI::App& verb = verbs.add("kit list", "Show the kits that can be reached",
                             [ports](const CommonOptions&) { return list(*ports); });
  verb.add_option("--port", *ports,
                  "Look only there (else at USB serial ports and the emulated kits that run)");
}

}  // namespace satchel
