#include "cli/kit/words.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "cli/order_words.h"
#include "cli/signing.h"
#include "link/sign/public_key.h"
#include "link/sign/uuid5.h"

namespace satchel {
namespace {

constexpr double kMillionth = 1e-6;
constexpr std::size_t kShownDigest = 6;  // bytes, in text

std::string uuid_text(const KitClassId& id) {
  Uuid uuid;
  std::copy(id.begin(), id.end(), uuid.begin());
  return to_text(uuid);
}

std::string digest_text(const std::optional<PackageDigest>& digest) {
  return digest ? to_hex(std::span(*digest).first(kShownDigest)) + "…" : "none";
}

nlohmann::ordered_json digest_json(const std::optional<PackageDigest>& digest) {
  if (!digest) return nullptr;
  return to_hex(*digest);
}

std::string time_text(std::uint64_t time) {
  return time == 0 ? "unknown" : date_text(time);
}

}  // namespace

const char* phase_name(UpdatePhase phase) {
  switch (phase) {
    case UpdatePhase::kIdle:
      return "idle";
    case UpdatePhase::kAccepted:
      return "waits for its package";
    case UpdatePhase::kReady:
      return "ready to be tried";
    case UpdatePhase::kTrial:
      return "on trial";
    case UpdatePhase::kFailed:
      return "failed";
  }
  return "unknown";
}

std::string state_of(const KitStatus& status, const std::vector<KitLesson>& lessons) {
  if (!status.trouble.empty()) return "trouble: " + status.trouble;
  if (!status.provisioned) return "not provisioned";
  for (const KitLesson& lesson : lessons) {
    if (lesson.phase != UpdatePhase::kIdle) {
      return fmt::format("lesson {}: {}", lesson.name, phase_name(lesson.phase));
    }
  }
  return lessons.empty() ? "no lesson yet" : "ready";
}

nlohmann::ordered_json to_json(const KitStatus& status) {
  nlohmann::ordered_json json = {{"board", status.board},
                                 {"firmware", status.firmware},
                                 {"provisioned", status.provisioned},
                                 {"places", status.places},
                                 {"listening", status.listening},
                                 {"time", status.time},
                                 {"running_seconds", status.running},
                                 {"battery_mwh", nullptr},
                                 {"trouble", nullptr}};
  if (status.battery) json["battery_mwh"] = *status.battery;
  if (!status.trouble.empty()) json["trouble"] = status.trouble;
  if (!status.provisioned) return json;
  json["kit"] = to_hex(status.kit);
  json["publisher"] = to_hex(status.publisher);
  json["publisher_fingerprint"] = PublicKey::from_ed25519(status.publisher).fingerprint();
  json["class_id"] = uuid_text(status.class_id);
  json["settings"] = status.settings;
  json["telemetry"] = telemetry_name(status.telemetry);
  json["term"] = status.term;
  json["epsilon_spent"] = static_cast<double>(status.spent) * kMillionth;
  json["reports"] = status.reports;
  return json;
}

nlohmann::ordered_json to_json(const KitLesson& lesson) {
  nlohmann::ordered_json json = {{"image", lesson.image},
                                 {"name", lesson.name},
                                 {"sequence", lesson.sequence},
                                 {"phase", phase_name(lesson.phase)},
                                 {"failure", nullptr},
                                 {"package", digest_json(lesson.package)},
                                 {"running", digest_json(lesson.running)},
                                 {"size", lesson.size},
                                 {"arrived", lesson.wanted},
                                 {"windows", lesson.windows},
                                 {"healthy", lesson.healthy}};
  if (lesson.failure != UpdateStatus::kOk) json["failure"] = lesson.why;
  return json;
}

std::string to_text(const KitStatus& status) {
  std::string text = fmt::format("board       {}, firmware {}\n", status.board, status.firmware);
  if (!status.trouble.empty()) text += "trouble     " + status.trouble + "\n";
  if (status.provisioned) {
    text += fmt::format("kit         {}\n", to_hex(status.kit));
    KitKey key = status.publisher;
    text += fmt::format("publisher   {}\nclass       {}\n",
                        PublicKey::from_ed25519(key).fingerprint(), uuid_text(status.class_id));
  } else {
    text += "publisher   none: satchel kit provision\n";
  }
  text += fmt::format("time        {}\n", time_text(status.time));
  text += status.battery ? fmt::format("battery     {} mWh\n", *status.battery)
                         : std::string("battery     on a cable\n");
  if (!status.provisioned) return text;
  text += fmt::format("telemetry   {}", telemetry_name(status.telemetry));
  text += status.settings == 0 ? std::string(", no order in force\n")
                               : fmt::format(", by order {}\n", status.settings);
  text += fmt::format("privacy     epsilon {:g} spent in term {}, {} reports\n",
                      static_cast<double>(status.spent) * kMillionth, status.term, status.reports);
  return text;
}

std::string to_text(const KitLesson& lesson) {
  std::string text =
      fmt::format("lesson {}   {}, image {}, sequence {}, {}", lesson.image, lesson.name,
                  lesson.image, lesson.sequence, phase_name(lesson.phase));
  if (lesson.failure != UpdateStatus::kOk) text += ": " + lesson.why;
  if (lesson.phase == UpdatePhase::kAccepted) {
    text += fmt::format(" ({} of {} bytes)", lesson.wanted, lesson.size);
  }
  if (lesson.phase == UpdatePhase::kTrial) {
    text += fmt::format(" ({} good windows{})", lesson.windows,
                        lesson.healthy ? ", can be confirmed" : "");
  }
  text += "\n  runs      " + digest_text(lesson.running);
  if (lesson.package && lesson.package != lesson.running) {
    text += "\n  update    " + digest_text(lesson.package);
  }
  return text;
}

}  // namespace satchel
