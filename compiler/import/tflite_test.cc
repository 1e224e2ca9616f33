#include "compiler/import/tflite.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <random>
#include <set>

#include "base/error.h"
#include "base/file.h"
#include "compiler/testing/reference_models.h"

namespace satchel {
namespace {

using testing_support::reference_models;

std::string refusal(const std::vector<std::uint8_t>& bytes) {
  try {
    import_tflite(bytes, "model.tflite");
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kRefused);
    EXPECT_TRUE(std::string(error.what()).starts_with("model.tflite: ")) << error.what();
    return error.what();
  }
  return "";
}

TEST(ImportTflite, ReadsEveryModelOfTheSupportedOperators) {
  const auto models = reference_models();
  if (models.empty()) GTEST_SKIP() << "the reference models are not there";
  std::size_t imported = 0;
  for (const auto& model : models) {
    if (!model.supported) continue;
    EXPECT_EQ(refusal(read_file(model.folder / "model.tflite")), "") << model.folder;
    ++imported;
  }
  EXPECT_GE(imported, 40u);
}

TEST(ImportTflite, RefusesOtherOperatorsByName) {
  const auto models = reference_models();
  if (models.empty()) GTEST_SKIP() << "the reference models are not there";
  for (const auto& model : models) {
    if (model.supported) continue;
    const std::string message = refusal(read_file(model.folder / "model.tflite"));
    bool named = false;
    for (const std::string& name : model.operators) named |= message.find(name) != message.npos;
    EXPECT_TRUE(named) << model.folder << ": " << message;
  }
}

TEST(ImportTflite, RefusesWhatIsNoModel) {
  EXPECT_NE(refusal({}), "");
  EXPECT_NE(refusal({'h', 'e', 'l', 'l', 'o'}), "");
  EXPECT_NE(refusal({8, 0, 0, 0, 'T', 'F', 'L', '3'}), "");
  EXPECT_NE(refusal({0xff, 0xff, 0xff, 0xff, 'T', 'F', 'L', '3', 0, 0, 0, 0}), "");
}

TEST(ImportTflite, EveryTruncationIsRefused) {
  const auto models = reference_models();
  if (models.empty()) GTEST_SKIP() << "the reference models are not there";
  const auto whole = read_file(models.front().folder.parent_path() / "ops/ADD_01/model.tflite");
  ASSERT_EQ(refusal(whole), "");
  for (std::size_t size = 0; size < whole.size(); size += 1 + size / 64) {
    const std::vector<std::uint8_t> part(whole.begin(), whole.begin() + static_cast<long>(size));
    EXPECT_NE(refusal(part), "") << size << " bytes";
  }
}

// Whatever bits flip, the answer is a checked graph or a refusal.
TEST(ImportTflite, DamagedFilesAreReadOrRefused) {
  const auto models = reference_models();
  if (models.empty()) GTEST_SKIP() << "the reference models are not there";
  const unsigned seed = 20261;
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (const auto& model : models) {
    const auto whole = read_file(model.folder / "model.tflite");
    if (!model.supported || whole.size() > 20000) continue;
    for (int round = 0; round < 200; ++round) {
      auto bytes = whole;
      for (unsigned flips = 1 + random() % 4; flips > 0; --flips) {
        bytes[random() % bytes.size()] ^= static_cast<std::uint8_t>(1u << (random() % 8));
      }
      refusal(bytes);
    }
  }
}

}  // namespace
}  // namespace satchel
