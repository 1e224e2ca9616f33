#include "compiler/card/card.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "compiler/card/cbor.h"

namespace satchel {
namespace {

Card example() {
  Card card;
  card.name = "yes-no";
  card.objective = "keyword";
  card.labels = {"yes", "نعم", "_silence_"};
  card.data["clips"] = 120;
  card.provenance["seed"] = 7;
  return card;
}

TEST(Card, ComesBackAsItWasWritten) {
  const Card card = read_card(write_card(example()), "card");
  EXPECT_EQ(card_to_json(card), card_to_json(example()));
}

TEST(Card, AllowsSamplesOnlyWhereItSaysSo) {
  Card card = example();
  EXPECT_FALSE(card_to_json(card).contains("samples"));
  card.samples = true;
  EXPECT_TRUE(read_card(write_card(card), "card").samples);
  EXPECT_FALSE(read_card(write_card(example()), "card").samples);
}

TEST(Card, KeepsTheFeaturesStatistics) {
  Card card = example();
  EXPECT_FALSE(read_card(write_card(card), "card").features.has_value());
  card.features = {-5000, 7700};
  const Card again = read_card(write_card(card), "card");
  ASSERT_TRUE(again.features.has_value());
  EXPECT_EQ(again.features->mean, -5000);
  EXPECT_EQ(again.features->deviation, 7700u);
}

TEST(Card, SaysWhatItCostsAndHowLongAChargeHasToLast) {
  const Card before = read_card(write_card(example()), "card");
  EXPECT_FALSE(before.work.has_value());
  EXPECT_EQ(before.charge_hours, 0u);
  EXPECT_FALSE(card_to_json(before).contains("charge_hours"));
  Card card = example();
  card.work = {5'000'000'000u, 250};
  card.charge_hours = 12;
  const Card again = read_card(write_card(card), "card");
  EXPECT_EQ(again.work, card.work);
  EXPECT_EQ(again.charge_hours, 12u);
  card.work = {7, 0};
  EXPECT_FALSE(card_to_json(card)["work"].contains("hop_ms"));
  EXPECT_EQ(read_card(write_card(card), "card").work, card.work);
}

TEST(Card, DamagedCostsAreRefused) {
  auto json = card_to_json(example());
  json["work"] = 3;
  EXPECT_THROW(read_card(write_cbor(json), "card"), Error);
  for (const auto& instructions : {nlohmann::ordered_json(1e300), nlohmann::ordered_json(-1)}) {
    json["work"] = {{"instructions", instructions}};
    EXPECT_THROW(read_card(write_cbor(json), "card"), Error);
  }
  json["work"] = {{"hop_ms", 250}};
  EXPECT_THROW(read_card(write_cbor(json), "card"), Error);
  json.erase("work");
  json["charge_hours"] = "12";
  EXPECT_THROW(read_card(write_cbor(json), "card"), Error);
}

TEST(Card, EveryTruncationIsRefused) {
  const auto bytes = write_card(example());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THROW(read_card(std::span(bytes).first(size), "card"), Error) << size;
  }
}

TEST(Card, ANewerVersionIsRefused) {
  auto json = card_to_json(example());
  json["version"] = kCardVersion + 1;
  EXPECT_THROW(read_card(write_cbor(json), "card"), Error);
}

TEST(Cbor, RefusesHostileNesting) {
  EXPECT_THROW(read_cbor(std::vector<std::uint8_t>(1000000, 0x81), "nested"), Error);
}

TEST(Cbor, RefusesLengthsBeyondTheDocument) {
  EXPECT_THROW(read_cbor(std::vector<std::uint8_t>{0x9b, 0, 0, 0, 1, 0, 0, 0, 0}, "long"), Error);
  EXPECT_THROW(read_cbor(std::vector<std::uint8_t>{0x5b, 0, 0, 0, 1, 0, 0, 0, 0}, "long"), Error);
}

}  // namespace
}  // namespace satchel
