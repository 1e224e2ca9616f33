#include "link/sign/suit_commands.h"
#include "wire/cbor/reader.h"

namespace satchel {
namespace {

// try-each and run-sequence hold sequences; each level costs stack.
constexpr int kDeepest = 4;

std::string text_of(ByteView view) {
  return std::string(reinterpret_cast<const char*>(view.data), view.size);
}

SuitStatus ok_or_malformed(bool good) {
  return good ? SuitStatus::kOk : SuitStatus::kMalformed;
}

// A reader that must be used up.
SuitStatus ended(const CborReader& reader) {
  return ok_or_malformed(reader.ok() && reader.at_end());
}

SuitStatus read_sequence(ByteView bytes, int depth, SuitSequence* sequence);

SuitStatus read_digest(ByteView bytes, SuitOwnedDigest* out) {
  SuitDigest digest;
  const SuitStatus status = read_suit_digest(bytes, &digest);
  if (status == SuitStatus::kOk) *out = {digest.algorithm, copy_of(digest.bytes)};
  return status;
}

SuitStatus read_version(ByteView bytes, SuitVersionMatch* version) {
  CborReader reader(bytes.data, bytes.size);
  CborContainer pair, numbers;
  if (!reader.enter_array(&pair) || pair.left != 2 || !reader.read_unsigned(&version->comparison) ||
      !reader.enter_array(&numbers)) {
    return SuitStatus::kMalformed;
  }
  while (reader.next(&numbers)) {
    std::int64_t number = 0;
    if (reader.read_integer(&number)) version->numbers.push_back(number);
  }
  return ended(reader);
}

SuitStatus read_parameter(CborReader& reader, SuitParameter* parameter) {
  if (!reader.read_unsigned(&parameter->key)) return SuitStatus::kMalformed;
  ByteView bytes;
  std::uint64_t number = 0;
  std::int64_t integer = 0;
  bool flag = false;
  bool good = false;
  switch (suit_kind(parameter->key)) {
    case SuitKind::kUnknown:
      return SuitStatus::kUnknownElement;
    case SuitKind::kUnsigned:
      good = reader.read_unsigned(&number);
      parameter->value = number;
      break;
    case SuitKind::kSigned:
      good = reader.read_integer(&integer);
      parameter->value = integer;
      break;
    case SuitKind::kBool:
      good = reader.read_bool(&flag);
      parameter->value = flag;
      break;
    case SuitKind::kText:
      good = reader.read_text(&bytes);
      if (good) parameter->value = text_of(bytes);
      break;
    case SuitKind::kBytes:
      good = reader.read_bytes(&bytes);
      if (good) parameter->value = copy_of(bytes);
      break;
    case SuitKind::kDigest:
      if (!reader.read_bytes(&bytes)) return SuitStatus::kMalformed;
      return read_digest(bytes, &parameter->value.emplace<SuitOwnedDigest>());
    case SuitKind::kVersion:
      if (!reader.read_bytes(&bytes)) return SuitStatus::kMalformed;
      return read_version(bytes, &parameter->value.emplace<SuitVersionMatch>());
  }
  return ok_or_malformed(good);
}

SuitStatus read_parameters(CborReader& reader, SuitParameters* parameters) {
  CborContainer map;
  reader.enter_map(&map);
  while (reader.next(&map)) {
    const SuitStatus status = read_parameter(reader, &parameters->emplace_back());
    if (status != SuitStatus::kOk) return status;
  }
  return ok_or_malformed(reader.ok());
}

SuitStatus read_indices(CborReader& reader, SuitIndices* indices) {
  if (reader.peek() == CborType::kUnsigned) {
    return ok_or_malformed(reader.read_unsigned(&indices->emplace<std::uint64_t>()));
  }
  if (reader.peek() == CborType::kSimple) {
    return ok_or_malformed(reader.read_bool(&indices->emplace<bool>()));
  }
  auto& list = indices->emplace<std::vector<std::uint64_t>>();
  CborContainer array;
  reader.enter_array(&array);
  while (reader.next(&array)) {
    std::uint64_t index = 0;
    if (reader.read_unsigned(&index)) list.push_back(index);
  }
  return ok_or_malformed(reader.ok());
}

SuitStatus read_choices(CborReader& reader, int depth, SuitChoices* choices) {
  CborContainer array;
  reader.enter_array(&array);
  while (reader.next(&array)) {
    std::optional<SuitSequence>& choice = choices->emplace_back();
    if (reader.peek() == CborType::kSimple) {
      if (!reader.read_null()) return SuitStatus::kMalformed;
      continue;
    }
    ByteView bytes;
    if (!reader.read_bytes(&bytes)) return SuitStatus::kMalformed;
    const SuitStatus status = read_sequence(bytes, depth + 1, &choice.emplace());
    if (status != SuitStatus::kOk) return status;
  }
  return ok_or_malformed(reader.ok());
}

SuitStatus read_command(CborReader& reader, int depth, SuitCommand* command) {
  ByteView bytes;
  switch (suit_argument(command->key)) {
    case SuitArgument::kUnknown:
      return SuitStatus::kUnknownElement;
    case SuitArgument::kPolicy:
      return ok_or_malformed(reader.read_unsigned(&command->argument.emplace<std::uint64_t>()));
    case SuitArgument::kIndices:
      return read_indices(reader, &command->argument.emplace<SuitIndices>());
    case SuitArgument::kParameters:
      return read_parameters(reader, &command->argument.emplace<SuitParameters>());
    case SuitArgument::kChoices:
      return read_choices(reader, depth, &command->argument.emplace<SuitChoices>());
    case SuitArgument::kSequence:
      if (!reader.read_bytes(&bytes)) return SuitStatus::kMalformed;
      return read_sequence(bytes, depth + 1, &command->argument.emplace<SuitSequence>());
  }
  return SuitStatus::kUnknownElement;
}

SuitStatus read_sequence(ByteView bytes, int depth, SuitSequence* sequence) {
  if (depth > kDeepest) return SuitStatus::kTooMany;
  CborReader reader(bytes.data, bytes.size);
  CborContainer array;
  reader.enter_array(&array);
  while (reader.next(&array)) {
    SuitCommand& command = sequence->emplace_back();
    if (!reader.read_unsigned(&command.key) || !reader.next(&array)) return SuitStatus::kMalformed;
    const SuitStatus status = read_command(reader, depth, &command);
    if (status != SuitStatus::kOk) return status;
  }
  return ended(reader);
}

SuitStatus read_component(CborReader& reader, SuitComponentId* id) {
  CborContainer parts;
  reader.enter_array(&parts);
  while (reader.next(&parts)) {
    ByteView part;
    if (reader.read_bytes(&part)) id->push_back(copy_of(part));
  }
  return ok_or_malformed(reader.ok());
}

SuitStatus read_text_fields(CborReader& reader, std::vector<SuitTextField>* fields) {
  CborContainer map;
  reader.enter_map(&map);
  while (reader.next(&map)) {
    SuitTextField& field = fields->emplace_back();
    ByteView words;
    if (reader.read_integer(&field.key) && reader.read_text(&words)) field.text = text_of(words);
  }
  return ok_or_malformed(reader.ok());
}

// {language: {number: words, component id: {number: words}}}
SuitStatus read_text(ByteView bytes, std::vector<SuitText>* texts) {
  CborReader reader(bytes.data, bytes.size);
  CborContainer languages, entries;
  reader.enter_map(&languages);
  while (reader.next(&languages)) {
    SuitText& text = texts->emplace_back();
    ByteView words;
    if (!reader.read_text(&words) || !reader.enter_map(&entries)) return SuitStatus::kMalformed;
    text.language = text_of(words);
    while (reader.next(&entries)) {
      auto& content = text.entries.emplace_back().content;
      SuitStatus status = SuitStatus::kOk;
      if (reader.peek() == CborType::kArray) {
        auto& component = content.emplace<1>();
        status = read_component(reader, &component.first);
        if (status == SuitStatus::kOk) status = read_text_fields(reader, &component.second);
      } else {
        auto& field = content.emplace<0>();
        status = ok_or_malformed(reader.read_integer(&field.key) && reader.read_text(&words));
        if (status == SuitStatus::kOk) field.text = text_of(words);
      }
      if (status != SuitStatus::kOk) return status;
    }
  }
  return ended(reader);
}

class ManifestReader {
 public:
  explicit ManifestReader(SuitManifest* manifest) : manifest_(manifest) {}

  SuitStatus read(ByteView bytes) {
    CborReader reader(bytes.data, bytes.size);
    CborContainer map;
    reader.enter_map(&map);
    bool version = false, sequence = false, common = false;
    while (reader.next(&map)) {
      std::uint64_t key = 0;
      if (!reader.read_unsigned(&key)) return SuitStatus::kMalformed;
      version = version || key == suit_manifest::kVersion;
      sequence = sequence || key == suit_manifest::kSequenceNumber;
      common = common || key == suit_manifest::kCommon;
      const SuitStatus status = element(reader, key);
      if (status != SuitStatus::kOk) return status;
    }
    if (ended(reader) != SuitStatus::kOk) return SuitStatus::kMalformed;
    if (!version || !sequence || !common) return SuitStatus::kMissingElement;
    return manifest_->version == kSuitManifestVersion ? SuitStatus::kOk
                                                      : SuitStatus::kUnsupportedVersion;
  }

 private:
  SuitStatus element(CborReader& reader, std::uint64_t key) {
    ByteView bytes;
    switch (key) {
      case suit_manifest::kVersion:
        return ok_or_malformed(reader.read_unsigned(&manifest_->version));
      case suit_manifest::kSequenceNumber:
        return ok_or_malformed(reader.read_unsigned(&manifest_->sequence));
      case suit_manifest::kReferenceUri:
        if (!reader.read_text(&bytes)) return SuitStatus::kMalformed;
        manifest_->reference_uri = text_of(bytes);
        return SuitStatus::kOk;
      case suit_manifest::kPayloadFetch:
        return severable(reader, &manifest_->payload_fetch);
      case suit_manifest::kInstall:
        return severable(reader, &manifest_->install);
      case suit_manifest::kText:
        return severable(reader, &manifest_->text);
      case suit_manifest::kCommon:
        return reader.read_bytes(&bytes) ? common(bytes) : SuitStatus::kMalformed;
      case suit_manifest::kValidate:
        return sequence(reader, &manifest_->validate);
      case suit_manifest::kLoad:
        return sequence(reader, &manifest_->load);
      case suit_manifest::kInvoke:
        return sequence(reader, &manifest_->invoke);
      default:
        return SuitStatus::kUnknownElement;
    }
  }

  SuitStatus common(ByteView bytes) {
    CborReader reader(bytes.data, bytes.size);
    CborContainer map, list;
    reader.enter_map(&map);
    while (reader.next(&map)) {
      std::uint64_t key = 0;
      SuitStatus status = SuitStatus::kMalformed;
      if (!reader.read_unsigned(&key)) return status;
      if (key == suit_common::kComponents) {
        status = SuitStatus::kOk;
        reader.enter_array(&list);
        while (status == SuitStatus::kOk && reader.next(&list)) {
          status = read_component(reader, &manifest_->components.emplace_back());
        }
      } else if (key == suit_common::kSharedSequence) {
        status = sequence(reader, &manifest_->shared);
      } else {
        status = SuitStatus::kUnknownElement;
      }
      if (status != SuitStatus::kOk) return status;
    }
    return ended(reader);
  }

  static SuitStatus sequence(CborReader& reader, std::optional<SuitSequence>* out) {
    ByteView bytes;
    if (!reader.read_bytes(&bytes)) return SuitStatus::kMalformed;
    return read_sequence(bytes, 0, &out->emplace());
  }

  static SuitStatus content(ByteView bytes, SuitSequence* out) {
    return read_sequence(bytes, 0, out);
  }
  static SuitStatus content(ByteView bytes, std::vector<SuitText>* out) {
    return read_text(bytes, out);
  }

  // A byte string with the part, or the array of a SUIT_Digest.
  template <typename Content>
  static SuitStatus severable(CborReader& reader, SuitSeverable<Content>* out) {
    ByteView bytes;
    if (reader.peek() == CborType::kBytes) {
      if (!reader.read_bytes(&bytes)) return SuitStatus::kMalformed;
      return content(bytes, &out->template emplace<Content>());
    }
    const std::uint8_t* start = reader.position();
    if (!reader.skip()) return SuitStatus::kMalformed;
    return read_digest({start, static_cast<std::size_t>(reader.position() - start)},
                       &out->template emplace<SuitOwnedDigest>());
  }

  SuitManifest* manifest_;
};

void collect(const SuitSequence& sequence, std::vector<const SuitCommand*>* commands) {
  for (const SuitCommand& command : sequence) {
    commands->push_back(&command);
    if (const auto* choices = std::get_if<SuitChoices>(&command.argument)) {
      for (const auto& choice : *choices) {
        if (choice) collect(*choice, commands);
      }
    } else if (const auto* inner = std::get_if<SuitSequence>(&command.argument)) {
      collect(*inner, commands);
    }
  }
}

}  // namespace

SuitStatus open_document(ByteVector bytes, SuitDocument* document) {
  *document = SuitDocument();
  document->bytes = std::move(bytes);
  return read_envelope(view_of(document->bytes), &document->envelope);
}

SuitStatus read_manifest(SuitDocument* document) {
  const SuitEnvelope& envelope = document->envelope;
  SuitStatus status = ManifestReader(&document->manifest).read(envelope.manifest);
  for (std::size_t i = 0; i < envelope.severed_count && status == SuitStatus::kOk; ++i) {
    const SuitSevered& severed = envelope.severed[i];
    if (severed.key == suit_envelope::kText) {
      status = read_text(severed.content, &document->text.emplace());
    } else {
      std::optional<SuitSequence>& part =
          severed.key == suit_envelope::kInstall ? document->install : document->payload_fetch;
      status = read_sequence(severed.content, 0, &part.emplace());
    }
  }
  return status;
}

std::vector<const SuitCommand*> all_commands(const SuitDocument& document) {
  std::vector<const SuitCommand*> commands;
  const SuitManifest& manifest = document.manifest;
  for (const auto* sequence : {&manifest.shared, &manifest.validate, &manifest.load,
                               &manifest.invoke, &document.payload_fetch, &document.install}) {
    if (*sequence) collect(**sequence, &commands);
  }
  for (const auto* part : {&manifest.payload_fetch, &manifest.install}) {
    if (const auto* sequence = std::get_if<SuitSequence>(part)) collect(*sequence, &commands);
  }
  return commands;
}

}  // namespace satchel
