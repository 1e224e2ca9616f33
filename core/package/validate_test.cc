#include "core/package/validate.h"

#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "core/engine/engine.h"
#include "core/kernels/tables.h"
#include "core/package/sample_package.h"

namespace satchel {
namespace {

SamplePackage sample(uint32_t seed = 1) {
  Random random(seed);
  SamplePackage package;
  build_sample_package(random, &package);
  return package;
}

Capabilities everything() {
  Capabilities capabilities;
  capabilities.kernels = kAllKernels;
  return capabilities;
}

Finding check(const SamplePackage& package, const Capabilities& capabilities = everything()) {
  PackageView view;
  const Finding finding = validate(package.bytes, package.size, capabilities, &view);
  EXPECT_EQ(view.empty(), !finding.ok());
  return finding;
}

Status status_after(const std::function<void(SamplePackage&)>& change) {
  SamplePackage package = sample();
  change(package);
  return check(package).status;
}

TEST(Validate, TakesWholePackages) {
  for (uint32_t seed = 1; seed <= 50; ++seed) {
    const SamplePackage package = sample(seed);
    EXPECT_LE(package.size, 4096u);  // libFuzzer's default for the longest input
    const Finding finding = check(package);
    EXPECT_EQ(finding.status, Status::kOk) << "seed " << seed << ", step " << finding.index;
  }
}

TEST(Validate, ShowsSections) {
  const SamplePackage package = sample();
  PackageView view;
  ASSERT_TRUE(validate(package.bytes, package.size, everything(), &view).ok());
  EXPECT_EQ(view.step_count(), 7u);
  EXPECT_EQ(view.section(Section::kCard).size, 1u);
  EXPECT_EQ(view.section(Section::kDecision).data, nullptr);
  EXPECT_EQ(view.input(0).bytes, 120u);
  EXPECT_EQ(view.output(0).bytes, 5u);
  ASSERT_EQ(view.golden_count(), 1u);
  Bytes input, output;
  view.golden(0, &input, &output);
  EXPECT_EQ(input.size, 120u);
  EXPECT_EQ(output.data, input.data + 120);
}

TEST(Validate, IgnoresBytesBehindThePackage) {
  const SamplePackage package = sample();
  PackageView view;
  EXPECT_TRUE(validate(package.bytes, sizeof(package.bytes), everything(), &view).ok());
}

TEST(Validate, RefusesEveryTruncation) {
  const SamplePackage package = sample();
  PackageView view;
  for (uint32_t size = 0; size < package.size; ++size) {
    const Status status = validate(package.bytes, size, everything(), &view).status;
    ASSERT_EQ(status, Status::kTruncated) << size << " bytes";
  }
}

TEST(Validate, RefusesForeignFiles) {
  alignas(16) char file[64] = "RIFF....WAVEfmt ";
  PackageView view;
  EXPECT_EQ(validate(file, sizeof(file), everything(), &view).status, Status::kBadMagic);
  EXPECT_EQ(validate(file, 4, everything(), &view).status, Status::kBadMagic);
  EXPECT_EQ(validate(nullptr, 0, everything(), &view).status, Status::kBadArgument);
}

TEST(Validate, RefusesMisalignedPackages) {
  SamplePackage package = sample();
  std::memmove(package.bytes + 4, package.bytes, package.size);
  PackageView view;
  EXPECT_EQ(validate(package.bytes + 4, package.size, everything(), &view).status,
            Status::kMisaligned);
}

TEST(Validate, NamesWhatIsWrongWithTheHeader) {
  EXPECT_EQ(status_after([](auto& p) { p.header().format_version = 2; }), Status::kNewerFormat);
  EXPECT_EQ(status_after([](auto& p) { p.header().format_version = 0; }), Status::kMalformedHeader);
  EXPECT_EQ(status_after([](auto& p) { p.header().section_count = 0; }), Status::kMalformedHeader);
  EXPECT_EQ(status_after([](auto& p) { p.header().section_count = 17; }), Status::kMalformedHeader);
  EXPECT_EQ(status_after([](auto& p) { p.header().total_bytes = 40; }), Status::kMalformedHeader);
  EXPECT_EQ(status_after([](auto& p) { p.header().arena_bytes += 1; }), Status::kMalformedHeader);
  EXPECT_EQ(status_after([](auto& p) { p.header().input_count = 0; }), Status::kMalformedHeader);
  EXPECT_EQ(status_after([](auto& p) { p.header().output_count = 9; }), Status::kMalformedHeader);
}

TEST(Validate, NamesWhatIsWrongWithSections) {
  const auto entry_of = [](auto& p) -> SectionEntry& { return p.entry(Section::kWeights); };
  EXPECT_EQ(status_after([&](auto& p) { entry_of(p).offset += 4; }), Status::kMalformedSection);
  EXPECT_EQ(status_after([&](auto& p) { entry_of(p).offset = 0; }), Status::kMalformedSection);
  EXPECT_EQ(status_after([&](auto& p) { entry_of(p).bytes = 0xfffffff0; }),
            Status::kMalformedSection);
  EXPECT_EQ(status_after([&](auto& p) { entry_of(p).kind = uint32_t(Section::kProgram); }),
            Status::kMalformedSection);
  EXPECT_EQ(status_after([](auto& p) { p.entry(Section::kProgram).bytes -= 4; }),
            Status::kMalformedSection);
  EXPECT_EQ(status_after([](auto& p) {
              reinterpret_cast<GoldenHeader*>(p.bytes + p.entry(Section::kGolden).offset)->count =
                  2;
            }),
            Status::kMalformedSection);
  SamplePackage package = sample();
  entry_of(package).kind = 77;  // unknown kinds are skipped, so this one is missing
  const Finding finding = check(package);
  EXPECT_EQ(finding.status, Status::kMissingSection);
  EXPECT_STREQ(section_name(finding.section), "weights");
}

TEST(Validate, NamesWhatIsWrongWithTensors) {
  const std::vector<std::function<void(TensorRecord&)>> changes = {
      [](TensorRecord& t) { t.offset += 1; },
      [](TensorRecord& t) { t.offset = 0xfffffffc; },
      [](TensorRecord& t) { t.bytes += 1; },
      [](TensorRecord& t) { t.dims[0] = 0; },
      [](TensorRecord& t) { t.dims[5] = 2; },
      [](TensorRecord& t) { t.rank = 7; },
      [](TensorRecord& t) { t.type = 0; },
      [](TensorRecord& t) { t.type = static_cast<uint8_t>(TensorType::kInt32); },
  };
  for (size_t i = 0; i < changes.size(); ++i) {
    SamplePackage package = sample();
    changes[i](package.tensors()[1]);
    const Finding finding = check(package);
    EXPECT_EQ(finding.status, Status::kMalformedTensor) << "change " << i;
    EXPECT_EQ(finding.index, 1u);
  }
}

TEST(Validate, NamesTheStepThatLeavesItsBounds) {
  const std::vector<std::function<void(Step&)>> changes = {
      [](Step& s) { s.input[0] = 0xfffffff0; },
      [](Step& s) { s.output = 0x7fffffff; },
      [](Step& s) { s.weights = 0x10000; },
      [](Step& s) { s.weights += 1; },
      [](Step& s) { s.bias += 2; },
      [](Step& s) { s.rescale = 0xfffffffc; },
      [](Step& s) { s.reserved = 1; },
      [](Step& s) { s.flags |= 0x8000; },
      [](Step& s) { s.shape.window.in_h = 0xffff; },
      [](Step& s) { s.shape.window.out_c = 0; },
      [](Step& s) { s.shape.window.stride_w = 0; },
      [](Step& s) { s.shape.window.stride_h = 0xffff; },
      [](Step& s) { s.shape.window.dilation_h = 0xffff; },
      [](Step& s) { s.shape.window.pad_top = 3; },
      [](Step& s) { s.shape.window.groups = 3; },
      [](Step& s) { s.shape.window.low = 5, s.shape.window.high = 4; },
      [](Step& s) { s.shape.window.input_zero_point = 300; },
  };
  for (uint32_t seed = 1; seed <= 6; ++seed) {
    for (size_t i = 0; i < changes.size(); ++i) {
      SamplePackage package = sample(seed);
      changes[i](package.steps()[0]);
      const Finding finding = check(package);
      EXPECT_EQ(finding.status, Status::kMalformedStep) << "change " << i << ", seed " << seed;
      EXPECT_EQ(finding.index, 0u);
    }
  }
}

// The scratch of this kernel holds places to read from.
TEST(Validate, RefusesPlanarOutputsOverTheScratch) {
  uint32_t refused = 0;
  for (uint32_t seed = 1; seed <= 20; ++seed) {
    SamplePackage package = sample(seed);
    Step& step = package.steps()[1];
    if (static_cast<Kernel>(step.kernel) != Kernel::kDepthwisePlanar) continue;
    step.output = step.scratch + 8;
    const Finding finding = check(package);
    EXPECT_EQ(finding.status, Status::kMalformedStep) << "seed " << seed;
    EXPECT_EQ(finding.index, 1u);
    ++refused;
  }
  EXPECT_GT(refused, 5u);
}

TEST(Validate, RefusesShiftsOutOfRange) {
  SamplePackage package = sample();
  const Step& step = package.steps()[0];
  uint8_t* records = package.bytes + package.entry(Section::kWeights).offset + step.rescale;
  if (step.flags & kFlagQuickRescale) {
    reinterpret_cast<QuickRescale*>(records)[7].right_shift = 32;
  } else {
    reinterpret_cast<Rescale*>(records)[7].shift = 31;
  }
  EXPECT_EQ(check(package).status, Status::kMalformedStep);
}

TEST(Validate, NamesTargetArenaAndKernel) {
  const SamplePackage package = sample();
  Capabilities capabilities = everything();
  capabilities.targets = target_bit(Target::kM0);
  EXPECT_EQ(check(package, capabilities).status, Status::kOtherTarget);

  capabilities = everything();
  capabilities.arena_bytes = 64;
  Finding finding = check(package, capabilities);
  EXPECT_EQ(finding.status, Status::kArenaTooSmall);
  EXPECT_EQ(finding.needed, sample().header().arena_bytes);

  capabilities.arena_bytes = finding.needed;
  capabilities.kernels = {kAllKernels.entries, 1};
  finding = check(package, capabilities);
  EXPECT_EQ(finding.status, Status::kKernelNotLinked);
  EXPECT_EQ(std::string(kernel_name(finding.kernel)).substr(0, 6), "Conv2d");
}

// Each bit of each byte flipped: refused, or it runs in an arena of exactly its size. Under the
// sanitizers this shows that a package that validates stays inside its bounds.
TEST(Validate, EveryFlippedBitIsRefusedOrRuns) {
  const SamplePackage original = sample(3);
  SamplePackage package = original;
  for (uint32_t bit = 0; bit < original.size * 8; ++bit) {
    package.bytes[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    PackageView view;
    Finding finding = validate(package.bytes, package.size, everything(), &view);
    if (finding.ok() && view.arena_bytes() <= 4 * original.size) {
      std::vector<uint8_t> memory(view.arena_bytes() + 16);
      void* arena = memory.data();
      size_t space = memory.size();
      std::align(16, view.arena_bytes(), arena, space);
      Engine engine;
      ASSERT_TRUE(
          engine.init(package.bytes, package.size, everything(), arena, view.arena_bytes()).ok());
      engine.run();
    }
    package.bytes[bit / 8] = original.bytes[bit / 8];
  }
}

TEST(Status, EveryOneHasItsText) {
  for (int i = 0; i <= static_cast<int>(Status::kBadArgument); ++i) {
    EXPECT_STRNE(status_text(static_cast<Status>(i)), "unknown status");
  }
}

}  // namespace
}  // namespace satchel
