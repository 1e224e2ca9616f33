#include "cli/ear.h"

namespace satchel {
namespace {

class HostEar : public Ear {
 public:
  explicit HostEar(const LoadedPackage& package) : listener_(package.bytes) {}

  int sample_rate() const override { return listener_.sample_rate(); }

  std::vector<HeardWindow> hear(std::span<const std::int16_t> pcm) override {
    return listener_.hear(pcm);
  }

 private:
  Listener listener_;
};

class BoardEar : public Ear {
 public:
  BoardEar(const LoadedPackage& package, const BoardProfile& board, const BenchOptions& options)
      : sample_rate_(listening_rate(package.bytes)), bench_(board, options) {
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

std::unique_ptr<Ear> ear_on_board(const LoadedPackage& package, const BoardProfile& board,
                                  const BenchOptions& options) {
  return std::make_unique<BoardEar>(package, board, options);
}

std::unique_ptr<Ear> ear_on_host(const LoadedPackage& package) {
  return std::make_unique<HostEar>(package);
}

}  // namespace satchel
