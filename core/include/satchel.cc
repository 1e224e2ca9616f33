#include <satchel/satchel.h>

#include "core/engine/engine.h"
#include "core/include/face.h"

namespace {

using satchel::bad_argument;
using satchel::capabilities_of;
using satchel::Engine;
using satchel::PackageView;
using satchel::report;
using satchel::Status;
using satchel::target_ok;

static_assert(sizeof(Engine) <= sizeof(satchel_engine), "satchel_engine holds an Engine");
static_assert(alignof(Engine) <= alignof(satchel_engine), "satchel_engine holds an Engine");
static_assert(static_cast<int>(Status::kBadArgument) == SATCHEL_BAD_ARGUMENT, "one numbering");
static_assert(static_cast<int>(satchel::Target::kRv32) == SATCHEL_TARGET_RV32, "one numbering");

Engine& engine_of(satchel_engine* engine) {
  return *reinterpret_cast<Engine*>(engine);
}
const Engine& engine_of(const satchel_engine* engine) {
  return *reinterpret_cast<const Engine*>(engine);
}

}  // namespace

satchel_status satchel_check(const void* package, size_t bytes, satchel_target target,
                             satchel_finding* finding) {
  if (!target_ok(target)) return report(bad_argument(), finding);
  PackageView view;
  return report(satchel::validate(package, bytes, capabilities_of(target), &view), finding);
}

size_t satchel_required_arena(const void* package, size_t bytes) {
  PackageView view;
  return PackageView::open(package, bytes, &view).ok() ? view.arena_bytes() : 0;
}

satchel_status satchel_init(satchel_engine* engine, const void* package, size_t bytes,
                            satchel_target target, void* arena, size_t arena_bytes,
                            satchel_finding* finding) {
  if (engine == nullptr || !target_ok(target)) return report(bad_argument(), finding);
  engine_of(engine) = Engine();
  return report(engine_of(engine).init(package, bytes, capabilities_of(target), arena, arena_bytes),
                finding);
}

uint32_t satchel_input_count(const satchel_engine* engine) {
  return engine_of(engine).ready() ? engine_of(engine).package().input_count() : 0;
}

uint32_t satchel_output_count(const satchel_engine* engine) {
  return engine_of(engine).ready() ? engine_of(engine).package().output_count() : 0;
}

void* satchel_input(satchel_engine* engine, uint32_t index, size_t* bytes) {
  if (index >= satchel_input_count(engine)) return nullptr;
  if (bytes != nullptr) *bytes = engine_of(engine).package().input(index).bytes;
  return engine_of(engine).input(index);
}

const void* satchel_output(const satchel_engine* engine, uint32_t index, size_t* bytes) {
  if (index >= satchel_output_count(engine)) return nullptr;
  if (bytes != nullptr) *bytes = engine_of(engine).package().output(index).bytes;
  return engine_of(engine).output(index);
}

void satchel_run(satchel_engine* engine) {
  if (engine_of(engine).ready()) engine_of(engine).run();
}

uint32_t satchel_golden_count(const satchel_engine* engine) {
  return engine_of(engine).ready() ? engine_of(engine).package().golden_count() : 0;
}

int satchel_golden_equal(satchel_engine* engine, uint32_t index) {
  if (index >= satchel_golden_count(engine)) return 0;
  Engine& bound = engine_of(engine);
  const PackageView& package = bound.package();
  satchel::Bytes input;
  satchel::Bytes output;
  package.golden(index, &input, &output);
  const uint8_t* from = input.data;
  for (uint32_t i = 0; i < package.input_count(); ++i) {
    __builtin_memcpy(bound.input(i), from, package.input(i).bytes);
    from += package.input(i).bytes;
  }
  bound.run();
  const uint8_t* expected = output.data;
  for (uint32_t i = 0; i < package.output_count(); ++i) {
    const uint32_t bytes = package.output(i).bytes;
    if (__builtin_memcmp(bound.output(i), expected, bytes) != 0) return 0;
    expected += bytes;
  }
  return 1;
}

const char* satchel_status_text(satchel_status status) {
  return satchel::status_text(static_cast<Status>(status));
}

const char* satchel_kernel_name(uint32_t kernel) {
  return satchel::kernel_name(kernel);
}
