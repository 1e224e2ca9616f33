#include "cli/ear.h"

#include <fmt/format.h>

#include "base/error.h"
#include "compiler/emit/run.h"
#include "core/kernels/tables.h"
#include "core/listen/recogniser.h"

namespace satchel {
namespace {

class HostEar : public Ear {
 public:
  explicit HostEar(const LoadedPackage& package) {
    PackageView view;
    Finding finding = PackageView::open(package.bytes.data(), package.bytes.size(), &view);
    if (finding.ok()) finding = Recogniser::check(view);
    if (finding.ok()) {
      const std::size_t bytes = Recogniser::required_bytes(view);
      memory_.resize((bytes + sizeof(Block) - 1) / sizeof(Block));
      Capabilities capabilities;
      capabilities.kernels = kAllKernels;
      finding = recogniser_.init(package.bytes.data(), package.bytes.size(), capabilities,
                                 memory_.data(), bytes);
    }
    if (!finding.ok()) {
      throw Error(Exit::kRefused,
                  fmt::format("the package does not listen: {}", finding_text(finding)),
                  "listening needs a package of a lesson about sound");
    }
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

}  // namespace

std::unique_ptr<Ear> ear_on_host(const LoadedPackage& package) {
  return std::make_unique<HostEar>(package);
}

}  // namespace satchel
