#include "trainer/evaluate/classifier.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "compiler/card/card.h"
#include "compiler/emit/run.h"
#include "core/dsp/frontend.h"
#include "trainer/data/audio.h"

namespace satchel {

struct Classifier::Parts {
  Runner runner;
  std::vector<std::string> labels;
  FrontEndView front_end;
  std::vector<std::int16_t> pcm;
  std::vector<std::uint32_t> scratch;  // 4-byte aligned
  std::vector<std::int16_t> rows;
  std::vector<std::uint8_t> tensor;
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
  parts_ = std::make_unique<Parts>(Parts{std::move(runner), card.labels, view, {}, {}, {}, {}});
  const std::size_t values = view.tensor_bytes();
  parts_->pcm.resize(static_cast<std::size_t>(view.clip_samples()));
  parts_->scratch.resize((view.scratch_bytes() + 3) / 4);
  parts_->rows.resize(values);
  parts_->tensor.resize(values);
}

Classifier::~Classifier() = default;

const std::vector<std::string>& Classifier::labels() const {
  return parts_->labels;
}

Classifier::Answer Classifier::classify(std::span<const std::int16_t> pcm) {
  Parts& parts = *parts_;
  const std::size_t heard = std::min(pcm.size(), parts.pcm.size());
  std::copy_n(pcm.begin(), heard, parts.pcm.begin());
  std::fill(parts.pcm.begin() + static_cast<std::ptrdiff_t>(heard), parts.pcm.end(),
            std::int16_t{0});
  parts.front_end.clip(parts.pcm.data(), parts.scratch.data(), parts.rows.data(),
                       reinterpret_cast<std::int8_t*>(parts.tensor.data()));
  const std::vector<std::uint8_t> output = parts.runner.run(parts.tensor);
  int best = 0;
  auto score = [&](int i) { return static_cast<std::int8_t>(output[static_cast<std::size_t>(i)]); };
  for (int i = 1; i < static_cast<int>(output.size()); ++i) {
    if (score(i) > score(best)) best = i;
  }
  return {best, (score(best) + 128) / 256.0};
}

}  // namespace satchel
