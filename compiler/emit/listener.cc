#include "compiler/emit/listener.h"

#include <fmt/format.h>

#include "base/error.h"
#include "compiler/emit/run.h"
#include "core/kernels/tables.h"

namespace satchel {
namespace {

void require_ok(const Finding& finding) {
  if (finding.ok()) return;
  throw Error(Exit::kRefused, fmt::format("the package does not listen: {}", finding_text(finding)),
              "listening needs a package of a lesson about sound");
}

PackageView view_that_listens(std::span<const std::uint8_t> package) {
  PackageView view;
  require_ok(PackageView::open(package.data(), package.size(), &view));
  require_ok(Recogniser::check(view));
  return view;
}

}  // namespace

Listener::Listener(std::span<const std::uint8_t> package) {
  const std::size_t bytes = Recogniser::required_bytes(view_that_listens(package));
  memory_.resize((bytes + sizeof(Block) - 1) / sizeof(Block));
  Capabilities capabilities;
  capabilities.kernels = kAllKernels;
  require_ok(recogniser_.init(package.data(), package.size(), capabilities, memory_.data(), bytes));
}

std::vector<HeardWindow> Listener::hear(std::span<const std::int16_t> pcm) {
  std::vector<HeardWindow> windows;
  while (!pcm.empty()) {
    Heard heard;
    const std::size_t taken = recogniser_.push(pcm.data(), pcm.size(), &heard);
    pcm = pcm.subspan(taken);
    sample_ += taken;
    if (heard.decided) windows.push_back({sample_, heard.decision});
  }
  return windows;
}

void Listener::reset() {
  recogniser_.reset();
  sample_ = 0;
}

int listening_rate(std::span<const std::uint8_t> package) {
  return FrontEndView(view_that_listens(package).section(Section::kFrontEnd).data).sample_rate();
}

}  // namespace satchel
