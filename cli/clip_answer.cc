#include "cli/clip_answer.h"

#include <algorithm>

#include "base/error.h"
#include "compiler/emit/run.h"
#include "core/kernels/tables.h"
#include "core/listen/recogniser.h"

namespace satchel {
namespace {

struct alignas(kAlignment) Block {
  std::uint8_t bytes[kAlignment];
};

PackageView open_package(std::span<const std::uint8_t> package) {
  PackageView view;
  const Finding finding = PackageView::open(package.data(), package.size(), &view);
  if (!finding.ok()) {
    throw Error(Exit::kRefused, "the package cannot be used: " + finding_text(finding));
  }
  return view;
}

std::vector<std::uint8_t> copy_of(const std::int8_t* values, std::size_t count) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(values);
  return {bytes, bytes + count};
}

}  // namespace

bool package_hears(std::span<const std::uint8_t> package) {
  return Recogniser::required_bytes(open_package(package)) != 0;
}

HostClip hear_on_host(std::span<const std::uint8_t> package, std::span<const std::int16_t> pcm) {
  const PackageView view = open_package(package);
  const std::size_t needed = Recogniser::required_bytes(view);
  std::vector<Block> memory((needed + kAlignment - 1) / kAlignment);
  Capabilities capabilities;
  capabilities.kernels = kAllKernels;
  Recogniser recogniser;
  const Finding finding =
      recogniser.init(package.data(), package.size(), capabilities, memory.data(), needed);
  if (!finding.ok()) {
    throw Error(Exit::kRefused, "the package cannot listen: " + finding_text(finding));
  }
  std::vector<std::int16_t> clip(pcm.begin(), pcm.end());
  clip.resize(static_cast<std::size_t>(recogniser.front_end().clip_samples()));
  for (std::size_t at = 0; at < clip.size() && !recogniser.heard_enough();) {
    bool row;
    at += recogniser.listen(clip.data() + at, clip.size() - at, &row);
  }
  HostClip answer;
  answer.features = copy_of(recogniser.features(), recogniser.front_end().tensor_bytes());
  const std::int8_t* scores = recogniser.infer();
  answer.outputs = copy_of(scores, static_cast<std::size_t>(recogniser.rule().labels()));
  answer.decision = recogniser.rule().decide(scores);
  return answer;
}

}  // namespace satchel
