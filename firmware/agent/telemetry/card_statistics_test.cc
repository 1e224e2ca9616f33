#include "firmware/agent/telemetry/card_statistics.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <vector>

namespace satchel {
namespace {

using Json = nlohmann::json;

FeatureStatistics read(const Json& card) {
  const std::vector<uint8_t> bytes = Json::to_cbor(card);
  return feature_statistics({bytes.data(), bytes.size()});
}

TEST(FeatureStatistics, AreReadFromTheCard) {
  const FeatureStatistics found =
      read({{"version", 1}, {"name", "x"}, {"features", {{"deviation", 7700}, {"mean", -5000}}}});
  EXPECT_EQ(found.mean, -5000);
  EXPECT_EQ(found.deviation, 7700u);
}

TEST(FeatureStatistics, AreNoneWhereTheCardSaysNothingUseful) {
  const Json cards[] = {Json::object(),
                        {{"features", 3}},
                        {{"features", {{"mean", 5}}}},
                        {{"features", {{"mean", 5}, {"deviation", -1}}}},
                        {{"features", {{"mean", 40'000}, {"deviation", 1}}}},
                        {{"features", {{"mean", 0}, {"deviation", 40'000}}}},
                        {{"features", {{"mean", "0"}, {"deviation", 4}}}}};
  for (const Json& card : cards) EXPECT_EQ(read(card).deviation, 0u) << card;
}

TEST(FeatureStatistics, AreNoneInAnyDamagedCard) {
  const std::vector<uint8_t> bytes =
      Json::to_cbor({{"features", {{"mean", 5}, {"deviation", 9}}}, {"name", "x"}});
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(feature_statistics({bytes.data(), size}).deviation, 0u) << size;
  }
}

}  // namespace
}  // namespace satchel
