#include "link/sign/key_kind.h"

#include "base/error.h"

namespace satchel {
namespace {

constexpr KeyKind kKinds[] = {KeyKind::kPublisher, KeyKind::kSteward, KeyKind::kService};

}  // namespace

std::string kind_name(KeyKind kind) {
  switch (kind) {
    case KeyKind::kPublisher:
      return "publisher";
    case KeyKind::kSteward:
      return "steward";
    case KeyKind::kService:
      return "service";
  }
  return "unknown";
}

KeyKind parse_kind(const std::string& name) {
  for (const KeyKind kind : kKinds) {
    if (name == kind_name(kind)) return kind;
  }
  throw Error(Exit::kUnusable, "`" + name + "` is no kind of key",
              "There are publisher, steward and service.");
}

void refuse_kind(const std::string& source, const std::string& found, KeyKind wanted) {
  const std::string kind = wanted == KeyKind::kPublisher ? "" : " --kind " + kind_name(wanted);
  throw Error(Exit::kUnusable,
              source + " is " + found + " key, but a " + kind_name(wanted) + "'s is needed here",
              "`satchel keys new NAME" + kind +
                  "` makes one; `satchel keys show FILE` tells what a file is.");
}

void require_kind(const std::string& source, KeyKind found, KeyKind wanted) {
  if (found != wanted) refuse_kind(source, "a " + kind_name(found) + "'s", wanted);
}

std::string kind_line(KeyKind kind) {
  return "Satchel-Key: " + kind_name(kind) + "\n";
}

std::optional<KeyKind> kind_in_pem(const std::string& pem) {
  const std::string before = "\n" + pem.substr(0, pem.find("-----BEGIN"));
  for (const KeyKind kind : kKinds) {
    if (before.find("\n" + kind_line(kind)) != std::string::npos) return kind;
  }
  return std::nullopt;
}

}  // namespace satchel
