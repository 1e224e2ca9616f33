#include "trainer/evaluate/classifier.h"

#include <fmt/format.h>

#include "base/error.h"
#include "compiler/card/card.h"
#include "compiler/emit/run.h"
#include "compiler/frontend/clip_features.h"
#include "trainer/data/audio.h"

namespace satchel {

struct Classifier::Parts {
  Runner runner;
  std::vector<std::string> labels;
  FrontEndView front_end;
};

namespace {

[[noreturn]] void refuse(const std::string& source, const std::string& what) {
  throw Error(Exit::kRefused, source + ": " + what,
              "Give a package that was made from a keyword lesson (`satchel compile`).");
}

FrontEndView front_end_of(const PackageView& package, const std::string& source) {
  const Bytes section = package.section(Section::kFrontEnd);
  if (section.size == 0) refuse(source, "the package has no front end, so it cannot hear");
  if (!FrontEndView::validate(section.data, section.size)) {
    refuse(source, "the package's front end is malformed");
  }
  const FrontEndView view(section.data);
  if (view.sample_rate() != kSampleRate) {
    refuse(source, fmt::format("the package hears at {} Hz; recordings are read at {} Hz",
                               view.sample_rate(), kSampleRate));
  }
  return view;
}

}  // namespace

Classifier::Classifier(std::span<const std::uint8_t> package, const std::string& source) {
  Runner runner(package, source);
  const Bytes card_bytes = runner.package().section(Section::kCard);
  if (card_bytes.size == 0) refuse(source, "the package has no card, so its labels are not known");
  const Card card = read_card({card_bytes.data, card_bytes.size}, source);
  const FrontEndView view = front_end_of(runner.package(), source);
  if (view.tensor_bytes() != runner.input_bytes()) {
    refuse(source, "the front end does not fit the network's input");
  }
  if (card.labels.empty() || card.labels.size() != runner.output_bytes()) {
    refuse(source, fmt::format("the card has {} labels and the network {} outputs",
                               card.labels.size(), runner.output_bytes()));
  }
  parts_ = std::make_unique<Parts>(Parts{std::move(runner), card.labels, view});
}

Classifier::~Classifier() = default;

const std::vector<std::string>& Classifier::labels() const {
  return parts_->labels;
}

Classifier::Answer Classifier::classify(std::span<const std::int16_t> pcm) {
  Parts& parts = *parts_;
  const std::vector<std::int8_t> tensor = clip_features(parts.front_end, pcm).tensor;
  const std::vector<std::uint8_t> output =
      parts.runner.run(std::vector<std::uint8_t>(tensor.begin(), tensor.end()));
  int best = 0;
  auto score = [&](int i) { return static_cast<std::int8_t>(output[static_cast<std::size_t>(i)]); };
  for (int i = 1; i < static_cast<int>(output.size()); ++i) {
    if (score(i) > score(best)) best = i;
  }
  return {best, (score(best) + 128) / 256.0};
}

}  // namespace satchel
