#include "compiler/import/trained.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "base/error.h"
#include "base/file.h"
#include "compiler/frontend/decision_builder.h"
#include "compiler/frontend/frontend_builder.h"
#include "compiler/import/graph_json.h"
#include "core/dsp/frontend.h"

namespace satchel {
namespace {

// A front end's 49 x 40 values, pooled and classified.
TrainedModel example() {
  TrainedModel model;
  model.front_end = build_front_end({});
  const FrontEndView view(model.front_end.data());
  const std::int32_t rows = view.rows(), columns = view.columns();
  const auto add = [&](Tensor tensor) {
    model.graph.tensors.push_back(std::move(tensor));
    return static_cast<std::int32_t>(model.graph.tensors.size()) - 1;
  };
  const auto input = add({"in", ElementType::kInt8, {1, rows, columns, 1}, {0.125f}, 0, 0, {}});
  const auto pooled = add({"pool", ElementType::kInt8, {1, 1, columns, 1}, {0.125f}, 0, 0, {}});
  const auto weights = add({"weights",
                            ElementType::kInt8,
                            {2, columns},
                            {0.01f, 0.02f},
                            0,
                            0,
                            std::vector<std::uint8_t>(2 * static_cast<std::size_t>(columns), 3)});
  const auto scores = add({"scores", ElementType::kInt8, {1, 2}, {0.1f}, 3, 0, {}});
  const auto output = add({"out", ElementType::kInt8, {1, 2}, {1.0f / 256}, -128, 0, {}});
  AveragePool2d pool;
  pool.filter_h = rows;
  model.graph.operators = {{pool, {input}, {pooled}},
                           {FullyConnected{}, {pooled, weights, kNoTensor}, {scores}},
                           {Softmax{}, {scores}, {output}}};
  model.graph.inputs = {input};
  model.graph.outputs = {output};
  model.card.name = "example";
  model.card.labels = {"yes", "_silence_"};
  model.card.charge_hours = 12;
  model.decision = build_decision(decision_for(model.card.labels, 0.5));
  model.golden_inputs = {std::vector<std::uint8_t>(view.tensor_bytes(), 7)};
  model.budget.arena_bytes = 20000;
  return model;
}

TEST(TrainedModel, ComesBackAsItWasWritten) {
  const TemporaryFolder folder;
  const TrainedModel written = example();
  write_trained_model(folder.path(), written);
  const TrainedModel read = read_trained_model(folder.path());
  EXPECT_EQ(graph_to_json(read.graph), graph_to_json(written.graph));
  EXPECT_EQ(card_to_json(read.card), card_to_json(written.card));
  EXPECT_EQ(read.front_end, written.front_end);
  EXPECT_EQ(read.decision, written.decision);
  EXPECT_EQ(read.golden_inputs, written.golden_inputs);
  EXPECT_EQ(read.budget.arena_bytes, 20000u);
}

TEST(TrainedModel, AFolderWithoutOneIsNoOutFolder) {
  const TemporaryFolder folder;
  EXPECT_THROW(read_trained_model(folder.path()), Error);
}

TEST(TrainedModel, PartsThatDoNotFitTogetherAreRefused) {
  const TemporaryFolder folder;
  TrainedModel model = example();
  model.golden_inputs[0].pop_back();
  write_trained_model(folder.path(), model);
  EXPECT_THROW(read_trained_model(folder.path()), Error);

  model = example();
  model.decision = build_decision(decision_for({"yes", "no", "_silence_"}, 0.5));
  write_trained_model(folder.path(), model);
  EXPECT_THROW(read_trained_model(folder.path()), Error);
}

TEST(TrainedModel, DamagedFilesAreReadOrRefused) {
  const TemporaryFolder folder;
  write_trained_model(folder.path(), example());
  const auto path = folder.path() / kTrainedModelFile;
  const auto whole = read_file(path);
  const unsigned seed = 20262;
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (int round = 0; round < 300; ++round) {
    auto bytes = whole;
    bytes[random() % bytes.size()] ^= static_cast<std::uint8_t>(1u << (random() % 8));
    if (round % 3 == 0) bytes.resize(random() % bytes.size());
    // Not through write_file_atomically(): it waits for the disk each time.
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    try {
      read_trained_model(folder.path());
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find("model.cbor"), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace satchel
