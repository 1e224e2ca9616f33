#include "compiler/frontend/frontend_builder.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.h"
#include "core/dsp/frontend.h"

namespace satchel {
namespace {

TEST(FrontEndBuilder, AnOrdinarySectionIsSmallAndValid) {
  const std::vector<uint8_t> section = build_front_end({});
  ASSERT_TRUE(FrontEndView::validate(section.data(), section.size()));
  EXPECT_LE(section.size(), 4096u);
  const FrontEndView view(section.data());
  EXPECT_EQ(view.window(), 512);
  EXPECT_EQ(view.hop(), 320);
  EXPECT_EQ(view.rows(), 49);
  EXPECT_EQ(view.columns(), 40);
  EXPECT_LE(view.clip_samples(), 16000);
}

TEST(FrontEndBuilder, ManyDesignsValidate) {
  for (const int rate : {8000, 16000, 44100, 48000}) {
    for (const double window : {20.0, 25.0, 30.0, 32.0, 40.0}) {
      for (const double warp : {0.8, 1.0, 1.2}) {
        for (const FrontEndKind kind : {FrontEndKind::kLogMel, FrontEndKind::kMfcc}) {
          FrontEndDesign design;
          design.sample_rate = rate;
          design.window_ms = window;
          design.mel_bins = 20;
          design.high_hz = 3800;
          design.warp = warp;
          design.kind = kind;
          const std::vector<uint8_t> section = build_front_end(design);
          EXPECT_TRUE(FrontEndView::validate(section.data(), section.size()));
        }
      }
    }
  }
}

std::string refusal(const FrontEndDesign& design) {
  try {
    build_front_end(design);
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kRefused);
    EXPECT_FALSE(error.hint().empty());
    return error.what();
  }
  return "nothing was refused";
}

TEST(FrontEndBuilder, RefusesByName) {
  FrontEndDesign design;
  design.high_hz = 9000;
  EXPECT_EQ(refusal(design), "front end: high_hz is out of range");
  design = {};
  design.window_ms = 1;
  EXPECT_EQ(refusal(design), "front end: window_ms is out of range");
  design = {};
  design.fft_size = 500;
  EXPECT_EQ(refusal(design), "front end: fft_size is out of range");
  design = {};
  design.mel_bins = 128;
  design.low_hz = 20;
  EXPECT_NE(refusal(design).find("falls between two bins"), std::string::npos);
}

TEST(FrontEndBuilder, SilenceIsZeroWhateverTheChannel) {
  FrontEndDesign design;
  design.zero_point = -7;
  const std::vector<uint8_t> section = build_front_end(design);
  const FrontEndView view(section.data());
  std::vector<int16_t> pcm(view.clip_samples()), rows(view.tensor_bytes(), 1);
  std::vector<uint32_t> scratch(view.scratch_bytes() / 4);
  std::vector<int8_t> tensor(view.tensor_bytes());
  view.clip(pcm.data(), scratch.data(), rows.data(), tensor.data());
  EXPECT_EQ(rows, std::vector<int16_t>(view.tensor_bytes(), 0));
  EXPECT_EQ(tensor, std::vector<int8_t>(view.tensor_bytes(), -7));
}

}  // namespace
}  // namespace satchel
