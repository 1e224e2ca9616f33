#include "firmware/agent/update/prover.h"

#include "core/engine/engine.h"
#include "core/listen/recogniser.h"
#include "wire/cbor/map.h"

namespace satchel {
namespace {

UpdateStatus status_of(Status status) {
  switch (status) {
    case Status::kOk:
      return UpdateStatus::kOk;
    case Status::kOtherTarget:
      return UpdateStatus::kOtherTarget;
    case Status::kNewerFormat:
      return UpdateStatus::kNewerFormat;
    case Status::kArenaTooSmall:
      return UpdateStatus::kArenaTooSmall;
    case Status::kKernelNotLinked:
      return UpdateStatus::kKernelNotLinked;
    default:
      return UpdateStatus::kMalformedPackage;
  }
}

bool names(Bytes card, ByteView lesson) {
  const CborMap map(card.data, card.size);
  ByteView name;
  return map.valid() && map.get_text("name", &name) && name.size == lesson.size &&
         __builtin_memcmp(name.data, lesson.data, lesson.size) == 0;
}

constexpr uint32_t kEveryVector = 0xffffffff;

bool gives_golden_output(Engine& engine, uint32_t index) {
  const PackageView& view = engine.package();
  Bytes input;
  Bytes output;
  view.golden(index, &input, &output);
  const uint8_t* next = input.data;
  for (uint32_t i = 0; i < view.input_count(); next += view.input(i).bytes, ++i) {
    __builtin_memcpy(engine.input(i), next, view.input(i).bytes);
  }
  engine.run();
  next = output.data;
  for (uint32_t i = 0; i < view.output_count(); next += view.output(i).bytes, ++i) {
    if (__builtin_memcmp(engine.output(i), next, view.output(i).bytes) != 0) return false;
  }
  return true;
}

}  // namespace

UpdateStatus EngineProver::prove(ByteView package, ByteView lesson) {
  Capabilities capabilities = capabilities_;
  capabilities.arena_bytes = arena_bytes_;
  PackageView view;
  finding_ = validate(package.data, package.size, capabilities, &view);
  if (finding_.ok() && view.section(Section::kFrontEnd).size != 0) {
    finding_ = Recogniser::check(view);
    // A package that hears keeps rows beside the arena.
    if (finding_.ok() && Recogniser::required_bytes(view) > arena_bytes_) {
      finding_.status = Status::kArenaTooSmall;
      finding_.needed = static_cast<uint32_t>(Recogniser::required_bytes(view));
    }
  }
  if (!finding_.ok()) return status_of(finding_.status);
  if (!names(view.section(Section::kCard), lesson)) return UpdateStatus::kOtherLesson;
  return run_golden_vectors(package, kEveryVector);
}

UpdateStatus EngineProver::run_vector(ByteView package, uint32_t index) {
  PackageView view;
  finding_ = PackageView::open(package.data, package.size, &view);
  if (!finding_.ok()) return status_of(finding_.status);
  if (view.golden_count() == 0) return UpdateStatus::kNoGoldenVectors;
  return run_golden_vectors(package, index % view.golden_count());
}

UpdateStatus EngineProver::run_golden_vectors(ByteView package, uint32_t only) {
  Engine engine;
  ++proofs_;
  finding_ = engine.init(package.data, package.size, capabilities_, arena_, arena_bytes_);
  if (!finding_.ok()) return status_of(finding_.status);
  const PackageView& view = engine.package();
  if (view.golden_count() == 0) return UpdateStatus::kNoGoldenVectors;
  for (uint32_t index = 0; index < view.golden_count(); ++index) {
    if (only != kEveryVector && only != index) continue;
    if (!gives_golden_output(engine, index)) return UpdateStatus::kSelfTestFailed;
  }
  return UpdateStatus::kOk;
}

}  // namespace satchel
