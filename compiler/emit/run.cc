#include "compiler/emit/run.h"

#include <fmt/format.h>

#include <cstring>
#include <new>

#include "base/error.h"
#include "core/kernels/tables.h"

namespace satchel {

std::string finding_text(const Finding& finding) {
  const std::string text = status_text(finding.status);
  switch (finding.status) {
    case Status::kArenaTooSmall:
      return fmt::format("{}: {} bytes are needed", text, finding.needed);
    case Status::kKernelNotLinked:
      return fmt::format("{}: {}", text, kernel_name(finding.kernel));
    case Status::kMalformedSection:
    case Status::kMissingSection:
      return fmt::format("{}: section {}", text, finding.section);
    case Status::kMalformedTensor:
    case Status::kMalformedStep:
      return fmt::format("{}: number {}", text, finding.index);
    default:
      return text;
  }
}

namespace {

// No network that fits a microcontroller needs more; a damaged header may claim 4 GB.
constexpr std::uint32_t kMaximumArena = 256u << 20;

[[noreturn]] void refuse(const Finding& finding, const std::string& source) {
  const char* hint = "";
  if (finding.status == Status::kNewerFormat) hint = "use the Satchel that made it, or a newer one";
  if (finding.status == Status::kBadMagic) hint = "a package is what `satchel compile` writes";
  if (finding.status == Status::kTruncated)
    hint = "the copy is incomplete: compile or copy it again";
  throw Error(Exit::kRefused, fmt::format("{}: {}", source, finding_text(finding)), hint);
}

}  // namespace

void Runner::Aligned::operator()(std::uint8_t* memory) const {
  ::operator delete[](memory, std::align_val_t{kAlignment});
}

Runner::Memory Runner::allocate(std::size_t bytes) {
  auto* memory = static_cast<std::uint8_t*>(::operator new[](bytes, std::align_val_t{kAlignment}));
  return Memory(memory);
}

Runner::Runner(std::span<const std::uint8_t> package, const std::string& source)
    : bytes_(allocate(package.size() + 1)) {
  if (!package.empty()) std::memcpy(bytes_.get(), package.data(), package.size());
  PackageView view;
  const Finding opened = PackageView::open(bytes_.get(), package.size(), &view);
  if (!opened.ok()) refuse(opened, source);
  if (view.arena_bytes() > kMaximumArena) {
    throw Error(Exit::kRefused,
                fmt::format("{}: it asks for an arena of {} bytes, which no board has", source,
                            view.arena_bytes()));
  }
  arena_ = allocate(view.arena_bytes() + 1);
  std::memset(arena_.get(), 0, view.arena_bytes());
  Capabilities capabilities;
  capabilities.kernels = kAllKernels;
  const Finding finding =
      engine_.init(bytes_.get(), package.size(), capabilities, arena_.get(), view.arena_bytes());
  if (!finding.ok()) refuse(finding, source);
}

Runner::~Runner() = default;
Runner::Runner(Runner&&) noexcept = default;

std::size_t Runner::input_bytes() const {
  std::size_t sum = 0;
  for (std::uint32_t i = 0; i < package().input_count(); ++i) sum += package().input(i).bytes;
  return sum;
}

std::size_t Runner::output_bytes() const {
  std::size_t sum = 0;
  for (std::uint32_t i = 0; i < package().output_count(); ++i) sum += package().output(i).bytes;
  return sum;
}

std::vector<std::uint8_t> Runner::run(std::span<const std::uint8_t> inputs, const Hook& hook) {
  if (inputs.size() != input_bytes()) {
    throw Error(Exit::kUnusable,
                fmt::format("the package needs {} bytes of input, but was given {}", input_bytes(),
                            inputs.size()));
  }
  std::size_t at = 0;
  for (std::uint32_t i = 0; i < package().input_count(); ++i) {
    std::memcpy(engine_.input(i), inputs.data() + at, package().input(i).bytes);
    at += package().input(i).bytes;
  }
  StepHook step_hook;
  step_hook.context = const_cast<Hook*>(&hook);
  step_hook.after_step = [](void* context, std::uint32_t index, const Step& step,
                            const std::uint8_t* arena) {
    (*static_cast<const Hook*>(context))(index, step, arena);
  };
  engine_.run(hook ? step_hook : StepHook());
  std::vector<std::uint8_t> outputs;
  for (std::uint32_t i = 0; i < package().output_count(); ++i) {
    const std::uint8_t* output = engine_.output(i);
    outputs.insert(outputs.end(), output, output + package().output(i).bytes);
  }
  return outputs;
}

}  // namespace satchel
