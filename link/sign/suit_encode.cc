#include "link/sign/suit_commands.h"
#include "wire/cbor/writer.h"

namespace satchel {
namespace {

void write_sequence(CborWriter& writer, const SuitSequence& sequence);

void write(CborWriter& writer, const ByteVector& bytes) {
  writer.write_bytes(bytes.data(), bytes.size());
}
void write(CborWriter& writer, const std::string& text) {
  writer.write_text({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}
void write(CborWriter& writer, std::uint64_t number) {
  writer.write_unsigned(number);
}
void write(CborWriter& writer, std::int64_t number) {
  writer.write_integer(number);
}
void write(CborWriter& writer, bool flag) {
  writer.write_bool(flag);
}
// As a parameter a digest is a byte string.
void write(CborWriter& writer, const SuitOwnedDigest& digest) {
  const std::size_t start = writer.size();
  write_suit_digest(writer, {digest.algorithm, view_of(digest.bytes)});
  writer.wrap_bytes(start);
}
void write(CborWriter& writer, const SuitVersionMatch& version) {
  const std::size_t start = writer.size();
  writer.begin_array(2);
  writer.write_unsigned(version.comparison);
  writer.begin_array(version.numbers.size());
  for (const std::int64_t number : version.numbers) writer.write_integer(number);
  writer.wrap_bytes(start);
}
void write(CborWriter& writer, const std::vector<std::uint64_t>& numbers) {
  writer.begin_array(numbers.size());
  for (const std::uint64_t number : numbers) writer.write_unsigned(number);
}
void write(CborWriter& writer, const SuitIndices& indices) {
  std::visit([&](const auto& value) { write(writer, value); }, indices);
}
void write(CborWriter& writer, const SuitParameters& parameters) {
  writer.begin_map(parameters.size());
  for (const SuitParameter& parameter : parameters) {
    writer.write_unsigned(parameter.key);
    std::visit([&](const auto& value) { write(writer, value); }, parameter.value);
  }
}
// Within a command a sequence is a byte string.
void write(CborWriter& writer, const SuitSequence& sequence) {
  const std::size_t start = writer.size();
  write_sequence(writer, sequence);
  writer.wrap_bytes(start);
}
void write(CborWriter& writer, const SuitChoices& choices) {
  writer.begin_array(choices.size());
  for (const auto& choice : choices) {
    if (choice) {
      write(writer, *choice);
    } else {
      writer.write_null();
    }
  }
}

void write_sequence(CborWriter& writer, const SuitSequence& sequence) {
  writer.begin_array(2 * sequence.size());
  for (const SuitCommand& command : sequence) {
    writer.write_unsigned(command.key);
    std::visit([&](const auto& argument) { write(writer, argument); }, command.argument);
  }
}

void write_component(CborWriter& writer, const SuitComponentId& id) {
  writer.begin_array(id.size());
  for (const ByteVector& part : id) write(writer, part);
}

void write(CborWriter& writer, const SuitTextField& field) {
  writer.write_integer(field.key);
  write(writer, field.text);
}
void write(CborWriter& writer,
           const std::pair<SuitComponentId, std::vector<SuitTextField>>& component) {
  write_component(writer, component.first);
  writer.begin_map(component.second.size());
  for (const SuitTextField& field : component.second) write(writer, field);
}

// A byte string too.
void write(CborWriter& writer, const std::vector<SuitText>& texts) {
  const std::size_t start = writer.size();
  writer.begin_map(texts.size());
  for (const SuitText& text : texts) {
    write(writer, text.language);
    writer.begin_map(text.entries.size());
    for (const SuitTextEntry& entry : text.entries) {
      std::visit([&](const auto& content) { write(writer, content); }, entry.content);
    }
  }
  writer.wrap_bytes(start);
}

void write_common(CborWriter& writer, const SuitManifest& manifest) {
  const std::size_t start = writer.size();
  writer.begin_map(manifest.shared ? 2 : 1);
  writer.write_unsigned(suit_common::kComponents);
  writer.begin_array(manifest.components.size());
  for (const SuitComponentId& id : manifest.components) write_component(writer, id);
  if (manifest.shared) {
    writer.write_unsigned(suit_common::kSharedSequence);
    write(writer, *manifest.shared);
  }
  writer.wrap_bytes(start);
}

template <typename Content>
std::uint64_t count(const SuitSeverable<Content>& part) {
  return std::holds_alternative<std::monostate>(part) ? 0 : 1;
}

template <typename Content>
void write_severable(CborWriter& writer, std::uint64_t key, const SuitSeverable<Content>& part) {
  if (count(part) == 0) return;
  writer.write_unsigned(key);
  if (const auto* content = std::get_if<Content>(&part)) return write(writer, *content);
  const auto& digest = std::get<SuitOwnedDigest>(part);
  write_suit_digest(writer, {digest.algorithm, view_of(digest.bytes)});
}

template <typename Content>
void write_optional(CborWriter& writer, std::uint64_t key, const std::optional<Content>& part) {
  if (!part) return;
  writer.write_unsigned(key);
  write(writer, *part);
}

void write_manifest(CborWriter& writer, const SuitManifest& manifest) {
  writer.begin_map(3u + manifest.reference_uri.has_value() + manifest.validate.has_value() +
                   manifest.load.has_value() + manifest.invoke.has_value() +
                   count(manifest.payload_fetch) + count(manifest.install) + count(manifest.text));
  writer.write_unsigned(suit_manifest::kVersion);
  writer.write_unsigned(manifest.version);
  writer.write_unsigned(suit_manifest::kSequenceNumber);
  writer.write_unsigned(manifest.sequence);
  writer.write_unsigned(suit_manifest::kCommon);
  write_common(writer, manifest);
  write_optional(writer, suit_manifest::kReferenceUri, manifest.reference_uri);
  write_optional(writer, suit_manifest::kValidate, manifest.validate);
  write_optional(writer, suit_manifest::kLoad, manifest.load);
  write_optional(writer, suit_manifest::kInvoke, manifest.invoke);
  write_severable(writer, suit_manifest::kPayloadFetch, manifest.payload_fetch);
  write_severable(writer, suit_manifest::kInstall, manifest.install);
  write_severable(writer, suit_manifest::kText, manifest.text);
}

// The content of a severed part, made from the tree.
ByteVector severed_content(const SuitDocument& document, std::uint64_t key) {
  ByteVector buffer(document.bytes.size() + 16);
  CborWriter writer(buffer.data(), buffer.size());
  if (key == suit_envelope::kText && document.text) write(writer, *document.text);
  if (key == suit_envelope::kInstall && document.install) write(writer, *document.install);
  if (key == suit_envelope::kPayloadFetch && document.payload_fetch) {
    write(writer, *document.payload_fetch);
  }
  buffer.resize(writer.size());
  return buffer;
}

}  // namespace

ByteVector encode(const SuitDocument& document) {
  ByteVector manifest(document.bytes.size() + 16);
  CborWriter manifest_writer(manifest.data(), manifest.size());
  write_manifest(manifest_writer, document.manifest);

  SuitEnvelope envelope = document.envelope;
  envelope.manifest = {manifest.data(), manifest_writer.size()};
  ByteVector parts[kSuitMaxSevered];
  for (std::size_t i = 0; i < envelope.severed_count; ++i) {
    parts[i] = severed_content(document, envelope.severed[i].key);
    CborReader reader(parts[i].data(), parts[i].size());
    envelope.severed[i].content = {};
    reader.read_bytes(&envelope.severed[i].content);
  }
  ByteVector bytes(2 * document.bytes.size() + 64);
  CborWriter writer(bytes.data(), bytes.size());
  write_envelope(writer, envelope);
  bytes.resize(writer.size());
  return bytes;
}

}  // namespace satchel
