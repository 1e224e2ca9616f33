#include "core/package/view.h"

namespace satchel {
namespace {

Finding at_section(Status status, uint32_t section) {
  Finding finding;
  finding.status = status;
  finding.section = section;
  return finding;
}

Finding at_section(Status status, Section section) {
  return at_section(status, static_cast<uint32_t>(section));
}

Finding at_tensor(uint32_t index) {
  Finding finding;
  finding.status = Status::kMalformedTensor;
  finding.index = index;
  return finding;
}

Finding just(Status status) {
  Finding finding;
  finding.status = status;
  return finding;
}

const SectionEntry* section_table(const Header& header) {
  return reinterpret_cast<const SectionEntry*>(&header + 1);
}

const SectionEntry* find_section(const Header& header, Section kind) {
  const SectionEntry* entries = section_table(header);
  for (uint32_t i = 0; i < header.section_count; ++i) {
    if (entries[i].kind == static_cast<uint32_t>(kind)) return &entries[i];
  }
  return nullptr;
}

Finding check_header(const Header& header, size_t size) {
  if (__builtin_memcmp(header.magic, kMagic, sizeof(kMagic)) != 0) return just(Status::kBadMagic);
  if (header.format_version > kFormatVersion) return just(Status::kNewerFormat);
  if (header.total_bytes > size) return just(Status::kTruncated);
  const size_t table = sizeof(Header) + header.section_count * sizeof(SectionEntry);
  const bool counts_ok = header.section_count >= 1 && header.section_count <= kMaxSections &&
                         header.input_count >= 1 && header.input_count <= kMaxGraphTensors &&
                         header.output_count >= 1 && header.output_count <= kMaxGraphTensors;
  if (header.format_version == 0 || !counts_ok || header.total_bytes < table ||
      header.arena_bytes % kAlignment != 0 || header.reserved0 != 0 || header.reserved1 != 0) {
    return just(Status::kMalformedHeader);
  }
  return {};
}

// Sections lie one after the other, inside the package, each kind once.
Finding check_sections(const Header& header) {
  const SectionEntry* entries = section_table(header);
  uint64_t end = sizeof(Header) + header.section_count * sizeof(SectionEntry);
  for (uint32_t i = 0; i < header.section_count; ++i) {
    const SectionEntry& entry = entries[i];
    if (entry.offset % kAlignment != 0 || entry.offset < end || entry.reserved != 0) {
      return at_section(Status::kMalformedSection, entry.kind);
    }
    end = uint64_t{entry.offset} + entry.bytes;
    if (end > header.total_bytes) return at_section(Status::kMalformedSection, entry.kind);
    for (uint32_t k = 0; k < i; ++k) {
      if (entries[k].kind == entry.kind) {
        return at_section(Status::kMalformedSection, entry.kind);
      }
    }
  }
  constexpr Section kNeeded[] = {Section::kProgram, Section::kTensors, Section::kWeights};
  for (const Section kind : kNeeded) {
    if (find_section(header, kind) == nullptr) return at_section(Status::kMissingSection, kind);
  }
  if (find_section(header, Section::kProgram)->bytes % sizeof(Step) != 0) {
    return at_section(Status::kMalformedSection, Section::kProgram);
  }
  return {};
}

uint32_t element_bytes(uint8_t type) {
  switch (static_cast<TensorType>(type)) {
    case TensorType::kInt8:
    case TensorType::kUint8:
      return 1;
    case TensorType::kInt16:
      return 2;
    case TensorType::kInt32:
    case TensorType::kFloat32Bits:
      return 4;
  }
  return 0;
}

bool tensor_ok(const TensorRecord& tensor, uint32_t arena_bytes) {
  uint64_t bytes = element_bytes(tensor.type);
  if (bytes == 0 || tensor.rank > kMaxRank || tensor.reserved0 != 0 || tensor.reserved1 != 0) {
    return false;
  }
  for (int i = 0; i < kMaxRank; ++i) {
    if (tensor.dims[i] == 0 || (i >= tensor.rank && tensor.dims[i] != 1)) return false;
    bytes *= tensor.dims[i];
    if (bytes > arena_bytes) return false;  // also keeps the product below 2^64
  }
  return bytes == tensor.bytes && tensor.offset % 4 == 0 && tensor.offset <= arena_bytes - bytes;
}

Finding check_tensors(const Header& header, const uint8_t* data) {
  const SectionEntry& entry = *find_section(header, Section::kTensors);
  const uint32_t count = uint32_t{header.input_count} + header.output_count;
  if (entry.bytes != count * sizeof(TensorRecord)) {
    return at_section(Status::kMalformedSection, Section::kTensors);
  }
  const TensorRecord* tensors = reinterpret_cast<const TensorRecord*>(data + entry.offset);
  for (uint32_t i = 0; i < count; ++i) {
    if (!tensor_ok(tensors[i], header.arena_bytes)) return at_tensor(i);
  }
  return {};
}

uint64_t total_bytes(const TensorRecord* tensors, uint32_t count) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < count; ++i) sum += tensors[i].bytes;
  return sum;
}

// `tensors` was checked.
Finding check_golden(const Header& header, const TensorRecord* tensors, const uint8_t* data) {
  const SectionEntry* entry = find_section(header, Section::kGolden);
  if (entry == nullptr) return {};
  const Finding bad = at_section(Status::kMalformedSection, Section::kGolden);
  if (entry->bytes < sizeof(GoldenHeader)) return bad;
  const GoldenHeader& golden = *reinterpret_cast<const GoldenHeader*>(data + entry->offset);
  const uint64_t inputs = total_bytes(tensors, header.input_count);
  const uint64_t outputs = total_bytes(tensors + header.input_count, header.output_count);
  if (golden.input_bytes != inputs || golden.output_bytes != outputs || golden.reserved != 0) {
    return bad;
  }
  const uint64_t room = entry->bytes - sizeof(GoldenHeader);
  // Tensors have at least one byte each, and fewer than 2^36 together.
  return golden.count * (inputs + outputs) == room ? Finding() : bad;
}

}  // namespace

Finding PackageView::open(const void* data, size_t size, PackageView* view) {
  *view = PackageView();
  if (data == nullptr) return just(Status::kBadArgument);
  if (reinterpret_cast<uintptr_t>(data) % kAlignment != 0) return just(Status::kMisaligned);
  if (size < sizeof(Header)) {
    const size_t known = size < sizeof(kMagic) ? size : sizeof(kMagic);
    const bool foreign = __builtin_memcmp(data, kMagic, known) != 0;
    return just(foreign ? Status::kBadMagic : Status::kTruncated);
  }
  const Header& header = *static_cast<const Header*>(data);
  Finding finding = check_header(header, size);
  if (!finding.ok()) return finding;
  finding = check_sections(header);
  if (!finding.ok()) return finding;
  const uint8_t* bytes = static_cast<const uint8_t*>(data);
  finding = check_tensors(header, bytes);
  if (!finding.ok()) return finding;

  const TensorRecord* tensors = reinterpret_cast<const TensorRecord*>(
      bytes + find_section(header, Section::kTensors)->offset);
  finding = check_golden(header, tensors, bytes);
  if (!finding.ok()) return finding;

  view->data_ = bytes;
  view->tensors_ = tensors;
  view->steps_ = view->section(Section::kProgram);
  view->weights_ = view->section(Section::kWeights);
  view->golden_ = reinterpret_cast<const GoldenHeader*>(view->section(Section::kGolden).data);
  return {};
}

Bytes PackageView::section(Section kind) const {
  const SectionEntry* entry = find_section(header(), kind);
  if (entry == nullptr) return {};
  return {data_ + entry->offset, entry->bytes};
}

uint32_t PackageView::golden_count() const {
  return golden_ == nullptr ? 0 : golden_->count;
}

void PackageView::golden(uint32_t index, Bytes* input, Bytes* output) const {
  const uint32_t inputs = golden_->input_bytes;
  const uint32_t outputs = golden_->output_bytes;
  const uint8_t* vectors = reinterpret_cast<const uint8_t*>(golden_ + 1);
  const uint8_t* vector = vectors + index * (inputs + outputs);
  *input = {vector, inputs};
  *output = {vector + inputs, outputs};
}

}  // namespace satchel
