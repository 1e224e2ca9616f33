#include "link/client/kit.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "base/hash.h"
#include "wire/messages/kit_trouble.h"
#include "wire/messages/plane_status.h"

namespace satchel {
namespace {

using std::chrono::milliseconds;

// Judging a signature takes an emulated Cortex-M seconds, and keys are made from slow entropy.
constexpr auto kWorkTimeout = std::chrono::seconds(60);
// Golden vectors of the largest networks.
constexpr auto kSelfTestTimeout = std::chrono::seconds(180);
constexpr uint32_t kMostPlaces = 64;
constexpr uint64_t kMostCardBytes = 64 << 10;
constexpr size_t kShortNameBytes = 4;

template <size_t size>
std::array<uint8_t, size> exactly(const char* key, const std::vector<uint8_t>& bytes) {
  std::array<uint8_t, size> out;
  if (bytes.size() != size) {
    throw Error(
        Exit::kUnavailable,
        fmt::format("the kit's answer has a \"{}\" of {} bytes, not {}", key, bytes.size(), size),
        "It speaks another version of the protocol.");
  }
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

template <size_t size>
std::optional<std::array<uint8_t, size>> maybe(const SmpAnswer& answer, const char* key) {
  ByteView view;
  if (!answer.map().get_bytes(key, &view) || view.size == 0) return std::nullopt;
  return exactly<size>(key, answer.bytes(key));
}

uint32_t small(const SmpAnswer& answer, const char* key) {
  return static_cast<uint32_t>(std::min<uint64_t>(answer.number(key), UINT32_MAX));
}

void add_owner(const SmpAnswer& answer, KitStatus* status) {
  status->kit = exactly<32>("kit", answer.bytes("kit"));
  status->publisher = exactly<32>("publisher", answer.bytes("publisher"));
  status->class_id = exactly<16>("class", answer.bytes("class"));
  status->settings = answer.number("settings");
  status->telemetry = small(answer, "telemetry");
  status->term = small(answer, "term");
  status->spent = answer.number("spent");
  status->reports = answer.number("reports");
}

bool wants_button(const SmpError& error) {
  return error.group() == smp_kit::kGroup && error.code() == smp_kit::kButtonWanted;
}

}  // namespace

SmpAnswer Kit::ask(uint8_t command, SmpRequest& map, milliseconds patience) {
  return client_->request(SmpOp::kRead, smp_kit::kGroup, command, map.finish(), patience);
}

SmpAnswer Kit::tell(uint8_t command, SmpRequest& map, milliseconds patience) {
  return client_->request(SmpOp::kWrite, smp_kit::kGroup, command, map.finish(), patience);
}

SmpAnswer Kit::tell_with_button(uint8_t command, std::span<const uint8_t> map,
                                const ButtonWait& button) {
  const auto start = std::chrono::steady_clock::now();
  for (;;) {
    try {
      return client_->request(SmpOp::kWrite, smp_kit::kGroup, command, map, kWorkTimeout);
    } catch (const SmpError& error) {
      const auto waited =
          std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
      if (!wants_button(error) || waited >= button.most) throw;
      if (button.waiting) button.waiting(waited);
      std::this_thread::sleep_for(std::min(button.ask_every, button.most - waited));
    }
  }
}

KitStatus Kit::status(milliseconds patience) {
  SmpRequest map;
  const SmpAnswer answer = ask(smp_kit::kStatus, map, patience);
  KitStatus status;
  status.board = answer.text("board");
  status.firmware = answer.text("firmware");
  status.places = std::min(small(answer, "places"), kMostPlaces);
  status.listening = small(answer, "listening");
  status.time = answer.number("time");
  status.running = answer.number("running");
  uint32_t battery = 0;
  if (answer.map().get("battery", &battery)) status.battery = battery;
  uint32_t trouble = 0;
  answer.map().get("trouble", &trouble);
  if (trouble != 0) status.trouble = kit_trouble_text(KitTrouble{static_cast<uint8_t>(trouble)});
  status.provisioned = answer.flag("provisioned");
  if (status.provisioned) add_owner(answer, &status);
  return status;
}

KitLesson Kit::lesson(uint32_t image) {
  SmpRequest map;
  map.add("image", image);
  const SmpAnswer answer = ask(smp_kit::kLesson, map);
  KitLesson lesson;
  lesson.image = image;
  lesson.name = answer.text("name");
  lesson.sequence = answer.number("sequence");
  lesson.phase = static_cast<UpdatePhase>(answer.number("phase"));
  answer.map().get("size", &lesson.size);
  answer.map().get("wanted", &lesson.wanted);
  uint64_t failure = 0;
  answer.map().get("failure", &failure);
  lesson.failure = static_cast<UpdateStatus>(failure);
  if (failure != 0) lesson.why = update_status_text(lesson.failure);
  lesson.package = maybe<32>(answer, "package");
  lesson.running = maybe<32>(answer, "running");
  answer.map().get("windows", &lesson.windows);
  answer.map().get("healthy", &lesson.healthy);
  return lesson;
}

std::vector<KitLesson> Kit::lessons() {
  const uint32_t places = status().places;
  std::vector<KitLesson> found;
  for (uint32_t image = 1; image <= places; ++image) {
    try {
      found.push_back(lesson(image));
    } catch (const SmpError& error) {
      if (error.group() != smp_kit::kGroup || error.code() != smp_kit::kNoLesson) throw;
    }
  }
  return found;
}

KitLesson Kit::lesson_named(const std::string& name) {
  std::string known;
  for (KitLesson& lesson : lessons()) {
    if (lesson.name == name) return std::move(lesson);
    known += (known.empty() ? "" : ", ") + lesson.name;
  }
  throw Error(
      Exit::kUnusable, fmt::format("{} has no lesson \"{}\"", client_->port_name(), name),
      known.empty() ? "It has none yet: satchel kit install ENVELOPE PACKAGE" : "It has: " + known);
}

KitKey Kit::provision(const KitKey& publisher, const KitClassId& class_id, uint64_t now,
                      const ButtonWait& button) {
  SmpRequest map;
  map.add_bytes("publisher", publisher).add_bytes("class", class_id).add("time", now);
  return exactly<32>("kit",
                     tell_with_button(smp_kit::kProvision, map.finish(), button).bytes("kit"));
}

void Kit::erase(const KitErasure& what, const ButtonWait& button) {
  SmpRequest map;
  if (what.packages) map.add_flag("packages", true);
  if (what.samples) map.add_flag("samples", true);
  if (what.settings) map.add_flag("settings", true);
  if (what.all) map.add_flag("all", true);
  tell_with_button(smp_kit::kErase, map.finish(), button);
}

AcceptedEnvelope Kit::send_envelope(std::span<const uint8_t> envelope) {
  SmpRequest map;
  map.add_bytes("data", envelope);
  const SmpAnswer answer = tell(smp_kit::kEnvelope, map, kWorkTimeout);
  return {small(answer, "image"), answer.text("lesson"), answer.flag("transfer")};
}

AcceptedOrder Kit::send_order(std::span<const uint8_t> order) {
  SmpRequest map;
  map.add_bytes("data", order);
  const SmpAnswer answer = tell(smp_kit::kOrder, map, kWorkTimeout);
  return {small(answer, "kind"), answer.number("sequence")};
}

uint64_t Kit::set_time(uint64_t now) {
  SmpRequest map;
  map.add("now", now);
  return tell(smp_kit::kTime, map).number("now");
}

void Kit::listen(uint32_t image) {
  SmpRequest map;
  map.add("image", image);
  tell(smp_kit::kListen, map);
}

uint32_t Kit::self_test(uint32_t image) {
  SmpRequest map;
  map.add("image", image);
  return small(tell(smp_kit::kSelfTest, map, kSelfTestTimeout), "vectors");
}

std::vector<uint8_t> Kit::card(uint32_t image) {
  std::vector<uint8_t> card;
  uint64_t total = 0;
  do {
    SmpRequest map;
    map.add("image", image).add("off", card.size());
    const SmpAnswer answer = ask(smp_kit::kCard, map);
    total = answer.number("len");
    const std::vector<uint8_t> piece = answer.bytes("data");
    if (total > kMostCardBytes || (piece.empty() && card.size() < total)) {
      throw Error(Exit::kUnavailable, "the kit's answers do not make a card");
    }
    card.insert(card.end(), piece.begin(), piece.end());
  } while (card.size() < total);
  return card;
}

std::vector<uint8_t> Kit::health() {
  SmpRequest map;
  return ask(smp_kit::kHealth, map).bytes("data");
}

std::vector<uint8_t> Kit::learning(std::string* why) {
  SmpRequest map;
  // Drawing the noise and sealing it may fall into this request.
  const SmpAnswer answer = ask(smp_kit::kLearning, map, kWorkTimeout);
  std::vector<uint8_t> sealed = answer.bytes("data");
  if (sealed.empty())
    *why = plane_status_text(PlaneStatus{static_cast<uint8_t>(small(answer, "why"))});
  return sealed;
}

void Kit::learning_taken(std::span<const uint8_t> sealed) {
  SmpRequest map;
  map.add_bytes("taken", sha256(sealed));
  tell(smp_kit::kLearning, map);
}

std::string short_name(const KitKey& kit) {
  return to_hex(std::span(kit).first(kShortNameBytes));
}

}  // namespace satchel
