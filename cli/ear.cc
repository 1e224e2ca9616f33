#include "cli/ear.h"

#include <fmt/format.h>

#include "base/error.h"
#include "compiler/emit/run.h"
#include "core/kernels/tables.h"
#include "core/listen/recogniser.h"
#include "link/client/bench.h"

namespace satchel {
namespace {

void require_ok(const Finding& finding) {
  if (finding.ok()) return;
  throw Error(Exit::kRefused, fmt::format("the package does not listen: {}", finding_text(finding)),
              "listening needs a package of a lesson about sound");
}

PackageView view_that_listens(const LoadedPackage& package) {
  PackageView view;
  require_ok(PackageView::open(package.bytes.data(), package.bytes.size(), &view));
  require_ok(Recogniser::check(view));
  return view;
}

class HostEar : public Ear {
 public:
  explicit HostEar(const LoadedPackage& package) {
    const std::size_t bytes = Recogniser::required_bytes(view_that_listens(package));
    memory_.resize((bytes + sizeof(Block) - 1) / sizeof(Block));
    Capabilities capabilities;
    capabilities.kernels = kAllKernels;
    require_ok(recogniser_.init(package.bytes.data(), package.bytes.size(), capabilities,
                                memory_.data(), bytes));
  }

  int sample_rate() const override { return recogniser_.front_end().sample_rate(); }

  std::vector<HeardWindow> hear(std::span<const std::int16_t> pcm) override {
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

 private:
  struct alignas(kAlignment) Block {
    std::uint8_t bytes[kAlignment];
  };
  std::vector<Block> memory_;
  Recogniser recogniser_;
  std::uint64_t sample_ = 0;
};

class BoardEar : public Ear {
 public:
  BoardEar(const LoadedPackage& package, const BoardProfile& board)
      : sample_rate_(FrontEndView(view_that_listens(package).section(Section::kFrontEnd).data)
                         .sample_rate()),
        bench_(board) {
    bench_.install(package.bytes);
    bench_.start_stream();
  }

  int sample_rate() const override { return sample_rate_; }

  std::vector<HeardWindow> hear(std::span<const std::int16_t> pcm) override {
    std::vector<HeardWindow> windows;
    for (const BoardHeard& heard : bench_.stream(pcm)) {
      Decision decision;
      decision.label = static_cast<std::int16_t>(heard.decision.label);
      decision.best = static_cast<std::int16_t>(heard.decision.best);
      decision.score = static_cast<std::int8_t>(heard.decision.score);
      windows.push_back({heard.sample, decision});
    }
    return windows;
  }

 private:
  const int sample_rate_;
  Bench bench_;
};

}  // namespace

std::unique_ptr<Ear> ear_on_board(const LoadedPackage& package, const BoardProfile& board) {
  return std::make_unique<BoardEar>(package, board);
}

std::unique_ptr<Ear> ear_on_host(const LoadedPackage& package) {
  return std::make_unique<HostEar>(package);
}

}  // namespace satchel
