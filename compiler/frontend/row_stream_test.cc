#include "core/dsp/row_stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "compiler/frontend/frontend_builder.h"

namespace satchel {
namespace {

std::vector<int16_t> noise(size_t samples, std::mt19937& random) {
  std::vector<int16_t> pcm(samples);
  for (size_t i = 0; i < samples; ++i) {
    pcm[i] = static_cast<int16_t>(static_cast<int16_t>(random()) >> (i / 4000 % 8));
  }
  return pcm;
}

std::vector<int8_t> features(const FrontEndView& view, const int16_t* pcm) {
  std::vector<uint32_t> scratch((view.scratch_bytes() + 3) / 4);
  std::vector<int16_t> rows(view.tensor_bytes());
  std::vector<int8_t> tensor(view.tensor_bytes());
  view.clip(pcm, scratch.data(), rows.data(), tensor.data());
  return tensor;
}

// Every window of a stream that came in pieces of random length equals the clip at that place.
void compare(const FrontEndDesign& design, std::mt19937& random) {
  const std::vector<uint8_t> section = build_front_end(design);
  const FrontEndView view(section.data());
  const std::vector<int16_t> pcm = noise(view.clip_samples() + 40 * view.hop(), random);
  std::vector<uint16_t> memory(RowStream::required_bytes(view) / 2);
  std::vector<uint32_t> scratch((view.scratch_bytes() + 3) / 4);
  RowStream stream(view, memory.data(), scratch.data());
  size_t start = 0;
  for (size_t at = 0; at < pcm.size();) {
    const size_t piece = std::min<size_t>(random() % 1000, pcm.size() - at);
    for (size_t end = at + piece; at < end;) {
      bool row = false;
      at += stream.push(pcm.data() + at, end - at, &row);
      if (!row || !stream.full()) continue;
      std::vector<int8_t> tensor(view.tensor_bytes());
      stream.assemble(tensor.data());
      ASSERT_EQ(tensor, features(view, pcm.data() + start)) << "window at sample " << start;
      start += view.hop();
    }
  }
  EXPECT_EQ(start, 41u * view.hop());
}

TEST(RowStream, EqualsTheClipsWhateverThePieces) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  FrontEndDesign design;
  design.clip_ms = 300;
  compare(design, random);
  design.hop_ms = 40;  // samples between the windows belong to none
  compare(design, random);
  design.hop_ms = 10;
  design.mean_removal = MeanRemoval::kGain;
  design.tracking_shift = 3;
  design.tracking_strength = 0.8;
  compare(design, random);
  design.kind = FrontEndKind::kMfcc;
  design.preemphasis = 0.97;
  compare(design, random);
}

}  // namespace
}  // namespace satchel
