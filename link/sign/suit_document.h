#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "link/sign/bytes.h"
#include "wire/suit/envelope.h"

// A whole SUIT envelope as a tree, anybody's: draft-ietf-suit-manifest-37 with the conditions of
// draft-ietf-suit-update-management. Kits read less (wire/suit/update.h); this is for looking at
// envelopes and for meeting other implementations. What is not known is refused.
namespace satchel {

using SuitComponentId = std::vector<ByteVector>;

struct SuitOwnedDigest {
  std::int64_t algorithm = 0;
  ByteVector bytes;
};

struct SuitVersionMatch {
  std::uint64_t comparison =
      0;  // 1 greater, 2 greater or equal, 3 equal, 4 lesser or equal, 5 lesser
  std::vector<std::int64_t> numbers;
};

struct SuitParameter {
  std::uint64_t key = 0;
  std::variant<std::uint64_t, std::int64_t, bool, std::string, ByteVector, SuitOwnedDigest,
               SuitVersionMatch>
      value;
};

struct SuitCommand;
using SuitSequence = std::vector<SuitCommand>;

// What set-component-index takes: one, all (true) or none (false), or several.
using SuitIndices = std::variant<std::uint64_t, bool, std::vector<std::uint64_t>>;
using SuitParameters = std::vector<SuitParameter>;
// try-each: one of them must succeed; an empty one (nil) stands for "nothing".
using SuitChoices = std::vector<std::optional<SuitSequence>>;

struct SuitCommand {
  std::uint64_t key = 0;
  // A reporting policy, or what the directive takes.
  std::variant<std::uint64_t, SuitIndices, SuitParameters, SuitChoices, SuitSequence> argument;
};

// A text about the manifest or a component: its number in the draft, and its words.
struct SuitTextField {
  std::int64_t key = 0;
  std::string text;
};
struct SuitTextEntry {
  std::variant<SuitTextField, std::pair<SuitComponentId, std::vector<SuitTextField>>> content;
};
struct SuitText {
  std::string language;
  std::vector<SuitTextEntry> entries;
};

// A part that is in the manifest or only its digest, the part being in the envelope or left out.
template <typename Content>
using SuitSeverable = std::variant<std::monostate, Content, SuitOwnedDigest>;

struct SuitManifest {
  std::uint64_t version = 0;
  std::uint64_t sequence = 0;
  std::vector<SuitComponentId> components;
  std::optional<SuitSequence> shared;
  std::optional<std::string> reference_uri;
  std::optional<SuitSequence> validate, load, invoke;
  SuitSeverable<SuitSequence> payload_fetch, install;
  SuitSeverable<std::vector<SuitText>> text;
};

struct SuitDocument {
  ByteVector bytes;       // as they came
  SuitEnvelope envelope;  // its views point into `bytes`
  SuitManifest manifest;
  // Parts that were severed and are here.
  std::optional<SuitSequence> payload_fetch, install;
  std::optional<std::vector<SuitText>> text;

  SuitDocument() = default;
  SuitDocument(SuitDocument&&) = default;
  SuitDocument& operator=(SuitDocument&&) = default;
  SuitDocument(const SuitDocument&) = delete;
  SuitDocument& operator=(const SuitDocument&) = delete;
};

// Reads the envelope around the manifest; the manifest itself is not looked at, because nobody has
// vouched for it yet.
SuitStatus open_document(ByteVector bytes, SuitDocument* document);
// Reads the manifest and the severed parts. REQUIRES: open_document() answered kOk.
SuitStatus read_manifest(SuitDocument* document);

// The document's own bytes, made from the tree.
ByteVector encode(const SuitDocument& document);

// Every command of the manifest and of the severed parts that are here, those inside try-each too.
std::vector<const SuitCommand*> all_commands(const SuitDocument& document);

}  // namespace satchel
