// satchel-trainer: the part of `satchel train` that loads libtorch. The verb starts it with the
// request as JSON on standard input and reads one JSON object from standard output: the answer, or
// {"error": {"message", "hint", "exit"}}. Progress goes to standard error. SIGINT and SIGTERM end
// it at once while it gathers data, and between two batches, with everything in the checkpoint.
#include <malloc.h>
#include <unistd.h>

#include <csignal>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/progress.h"
#include "trainer/train/learner/teach.h"

namespace {

volatile std::sig_atomic_t stopped = 0;
volatile std::sig_atomic_t training = 0;

// Until training asks for the first time there is nothing to finish or to keep.
void on_signal(int) {
  if (!training) _exit(static_cast<int>(satchel::Exit::kInterrupted));
  stopped = 1;
}

bool stop() {
  training = 1;
  return stopped != 0;
}

// libtorch allocates and frees the same large tensors at every batch; without this, glibc gives
// them back to the kernel each time, and page faults take most of the time.
void keep_memory() {
  constexpr int kNever = 0x7fffffff;
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, kNever);
  mallopt(M_TOP_PAD, 200 << 20);
}

satchel::TrainRequest read_request(const nlohmann::json& json) {
  satchel::TrainRequest request;
  request.lesson = json.at("lesson").get<std::string>();
  request.out = json.at("out").get<std::string>();
  for (const std::string path : json.at("data")) request.data.emplace_back(path);
  for (const std::string path : json.at("noise")) request.noise.emplace_back(path);
  if (!json.at("seed").is_null()) request.seed = json.at("seed").get<std::uint64_t>();
  satchel::set_quiet(json.at("quiet").get<bool>());
  return request;
}

int answer_error(const std::string& message, const std::string& hint, satchel::Exit exit) {
  const nlohmann::json error = {
      {"message", message}, {"hint", hint}, {"exit", static_cast<int>(exit)}};
  std::cout << nlohmann::json{{"error", error}}.dump(-1, ' ', false,
                                                     nlohmann::json::error_handler_t::replace)
            << std::endl;
  return static_cast<int>(exit);
}

}  // namespace

int main() {
  keep_memory();
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  try {
    const std::string text(std::istreambuf_iterator<char>(std::cin), {});
    const satchel::TrainRequest request = read_request(nlohmann::json::parse(text));
    std::cout << satchel::teach(request, stop).dump() << std::endl;
    return 0;
  } catch (const satchel::Error& error) {
    return answer_error(error.what(), error.hint(), error.exit_code());
  } catch (const std::exception& error) {
    return answer_error(error.what(), "", satchel::Exit::kFailed);
  }
}
