// From the keys to the sound: a whole kit, in virtual time, behind a socket; everything else is the
// program as people use it.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <mutex>
#include <random>
#include <thread>

#include "base/unique_fd.h"
#include "cli/kit/testing.h"
#include "simulation/hearing_kit.h"
#include "trainer/data/audio.h"

namespace satchel::simulated {
namespace {

using testing_support::answer_of;
using testing_support::file;

// Serves clients one after the other; a second goes by between two requests.
class ServedKit {
 public:
  explicit ServedKit(const std::string& socket)
      : listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, socket.c_str(), sizeof(address.sun_path) - 1);
    EXPECT_EQ(bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_EQ(listen(listener_.get(), 4), 0);
    EXPECT_TRUE(kit_.power_on());
    thread_ = std::thread([this] { serve(); });
  }
  ~ServedKit() {
    done_ = true;
    thread_.join();
  }

  // The kit, while nobody asks it anything.
  template <typename Work>
  void with(Work work) {
    const std::lock_guard<std::mutex> lock(mutex_);
    work(kit_);
  }
  std::atomic<bool> finger_on_button = false;

 private:
  static constexpr int kSoon = 20;  // ms

  void serve() {
    while (!done_) {
      pollfd door = {listener_.get(), POLLIN, 0};
      if (poll(&door, 1, kSoon) <= 0) continue;
      const UniqueFd client(accept(listener_.get(), nullptr, nullptr));
      while (!done_ && answer(client.get())) {
      }
    }
  }

  // False when the client has gone.
  bool answer(int client) {
    pollfd line = {client, POLLIN, 0};
    if (poll(&line, 1, kSoon) <= 0) return true;
    ByteVector bytes(4096);
    const ssize_t got = read(client, bytes.data(), bytes.size());
    if (got <= 0) return false;
    bytes.resize(static_cast<std::size_t>(got));
    const std::lock_guard<std::mutex> lock(mutex_);
    if (finger_on_button) kit_.finger.presses = 1;
    const ByteVector reply = kit_.line(bytes);
    if (reply.empty()) return true;  // the rest of the request comes
    const ssize_t sent = send(client, reply.data(), reply.size(), MSG_NOSIGNAL);
    kit_.advance(1000);
    return sent == static_cast<ssize_t>(reply.size());
  }

  SimulatedKit kit_{roomy(), 1};
  std::mutex mutex_;
  UniqueFd listener_;
  std::atomic<bool> done_ = false;
  std::thread thread_;
};

class KeptSample : public ::testing::Test {
 protected:
  void hear(SimulatedKit& kit, std::size_t samples, int amplitude) {
    std::uniform_int_distribution<int> noise(-amplitude, amplitude);
    for (std::size_t i = 0; i < samples; ++i) {
      heard_.push_back(static_cast<std::int16_t>(noise(random_)));
      kit.ear.waiting.push_back(heard_.back());
    }
  }

  std::vector<std::int16_t> heard_;
  std::mt19937 random_{1};
};

std::string tomorrow() {
  const std::time_t day = std::time(nullptr) + 86'400;
  char date[16];
  std::strftime(date, sizeof(date), "%Y-%m-%d", std::gmtime(&day));
  return date;
}

// Whose the kit is, and what it may keep for whom.
void make_orders() {
  for (const char* kind : {"publisher", "steward"}) {
    answer_of({"keys", "new", file(std::string("kept_") + kind), "--kind", kind});
  }
  write_file_atomically(file("loudness"), loudness_package(Target::kHost, true));
  const std::string key = file("kept_publisher.key");
  answer_of({"sign", file("loudness"), "--key", key, "--class", "corridor", "--sequence", "1", "-o",
             file("envelope")});
  answer_of({"order", "settings", "--key", key, "--sequence", "1", "--steward-key",
             file("kept_steward.pub"), "--samples", "2", "--purpose", "accents", "-o",
             file("settings")});
  answer_of({"order", "consent", "--key", key, "--sequence", "1", "--purpose", "accents", "--until",
             tomorrow(), "-o", file("consent")});
}

TEST_F(KeptSample, IsHeardByTheStewardAsTheKitHeardIt) {
  make_orders();
  ServedKit kit(file("line"));
  const std::string port = "unix:" + file("line");
  kit.finger_on_button = true;
  answer_of({"kit", "provision", "--key", file("kept_publisher.pub"), "--class", "corridor",
             "--port", port});
  kit.finger_on_button = false;
  kit.with([&](SimulatedKit& inner) { hear(inner, 12 * kSecond, 10); });
  answer_of({"kit", "install", file("envelope"), file("loudness"), "--port", port});
  answer_of({"kit", "configure", file("settings"), "--port", port});
  answer_of({"kit", "configure", file("consent"), "--port", port});
  kit.with([&](SimulatedKit& inner) {
    inner.ear.waiting.clear();
    inner.advance(1000);
    // Longer and longer bursts: somewhere on the way the network cannot decide.
    for (std::size_t burst = 200; burst < kSecond; burst += 200) {
      hear(inner, burst, 2000);
      hear(inner, kSecond, 10);
    }
    inner.advance(1000);
  });

  const auto kept = answer_of({"kit", "samples", "--fetch", file("kept"), "--port", port});
  ASSERT_FALSE(kept["samples"].empty());
  for (const auto& sample : kept["samples"]) {
    const auto opened = answer_of({"samples", "open", sample["file"].get<std::string>(), "--key",
                                   file("kept_steward.key"), "-o", file("kept_opened")})["samples"]
                            .at(0);
    EXPECT_EQ(opened["id"], sample["id"]);
    EXPECT_EQ(opened["package"], sample["package"]);
    EXPECT_EQ(opened["delete_by"], sample["until"]);
    EXPECT_EQ(opened["delete_by"], tomorrow() + "T23:59:59Z");
    EXPECT_EQ(opened["lesson"], "loudness");
    EXPECT_EQ(opened["purpose"], "accents");
    const std::vector<std::int16_t> sound = read_audio(opened["wav"].get<std::string>());
    EXPECT_EQ(sound.size(), opened["samples"].get<std::size_t>());
    EXPECT_NE(std::search(heard_.begin(), heard_.end(), sound.begin(), sound.end()), heard_.end())
        << "just what was heard, in its order";
  }
}

}  // namespace
}  // namespace satchel::simulated
