// Files that are whole flatbuffers but no networks that can be compiled: each is refused with words
// that name the layer or the tensor.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/error.h"
#include "compiler/import/tflite.h"
#include "compiler/testing/tflite_builder.h"

namespace satchel {
namespace {

using ::testing::HasSubstr;
using testing_support::build_tflite;
using testing_support::TfliteModel;
using testing_support::TfliteOperator;
using testing_support::TfliteTensor;

// CONV_2D 3x3, 2 to 4 channels, SAME, then RESHAPE.
TfliteModel example() {
  TfliteModel model;
  model.tensors = {
      {.name = "picture", .shape = {1, 5, 5, 2}},
      {.name = "weights", .shape = {4, 3, 3, 2}, .data = std::vector<std::uint8_t>(72, 1)},
      {.name = "bias", .shape = {4}, .type = 2, .data = std::vector<std::uint8_t>(16, 0)},
      {.name = "conv", .shape = {1, 5, 5, 4}},
      {.name = "flat", .shape = {1, 100}},
      {.name = "shape", .shape = {2}, .type = 2, .data = {1, 0, 0, 0, 255, 255, 255, 255}},
  };
  TfliteOperator conv{.builtin = 3, .options_type = 1, .inputs = {0, 1, 2}, .outputs = {3}};
  conv.options = {{0, 'b', 0}, {1, 'i', 1}, {2, 'i', 1}, {3, 'b', 1}};
  model.operators = {conv, {.builtin = 22, .inputs = {3, 5}, .outputs = {4}}};
  model.inputs = {0};
  model.outputs = {4};
  return model;
}

std::string refusal(const TfliteModel& model) {
  try {
    import_tflite(build_tflite(model), "model.tflite");
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), Exit::kRefused);
    return error.what();
  }
  return "";
}

std::string refusal_after(const std::function<void(TfliteModel&)>& change) {
  TfliteModel model = example();
  change(model);
  return refusal(model);
}

TEST(TfliteRefusal, TheExampleItselfIsRead) {
  EXPECT_EQ(refusal(example()), "");
  const Graph graph = import_tflite(build_tflite(example()), "model.tflite");
  ASSERT_EQ(graph.operators.size(), 2u);
  EXPECT_STREQ(operator_name(graph.operators[1]), "RESHAPE");
}

TEST(TfliteRefusal, OperatorsOutsideTheSet) {
  EXPECT_THAT(refusal_after([](auto& m) { m.operators[0].builtin = 17; }),
              HasSubstr("MAX_POOL_2D"));
  EXPECT_THAT(refusal_after([](auto& m) { m.operators[0].builtin = 150; }), HasSubstr("GELU"));
  EXPECT_THAT(refusal_after([](auto& m) { m.operators[0].builtin = 4000; }),
              HasSubstr("operator number 4000"));
  EXPECT_THAT(refusal_after([](auto& m) {
                m.operators[0].builtin = 32;
                m.operators[0].custom_name = "MyOperator";
              }),
              HasSubstr("MyOperator"));
}

TEST(TfliteRefusal, TypesOtherThanInt8) {
  EXPECT_THAT(refusal_after([](auto& m) { m.tensors[0].type = 0; }), HasSubstr("FLOAT32"));
  EXPECT_THAT(refusal_after([](auto& m) { m.tensors[1].type = 17; }), HasSubstr("INT4"));
  EXPECT_THAT(refusal_after([](auto& m) { m.tensors[2].type = 9; }), HasSubstr("bias"));
}

TEST(TfliteRefusal, ShapesThatDisagree) {
  EXPECT_THAT(refusal_after([](auto& m) {
                m.tensors[3].shape = {1, 5, 4, 4};
              }),
              HasSubstr("CONV_2D `conv`"));
  EXPECT_THAT(refusal_after([](auto& m) { m.tensors[4].shape = {1, 99}; }), HasSubstr("RESHAPE"));
  EXPECT_THAT(refusal_after([](auto& m) { m.tensors[5].data[0] = 2; }), HasSubstr("RESHAPE"));
  EXPECT_THAT(refusal_after([](auto& m) { m.tensors[0].shape = {5, 5, 2}; }), HasSubstr("CONV_2D"));
  EXPECT_THAT(refusal_after([](auto& m) {
                m.tensors[0].shape = {1, 5, 5, 3};
              }),
              HasSubstr("CONV_2D"));
  EXPECT_THAT(refusal_after([](auto& m) {
                m.tensors[2].shape = {3};
                m.tensors[2].data.resize(12);
              }),
              HasSubstr("bias"));
}

TEST(TfliteRefusal, SizesThatAreAbsurd) {
  EXPECT_THAT(refusal_after([](auto& m) {
                m.tensors[0].shape = {1, 2147483647, 2147483647, 2};
              }),
              HasSubstr("picture"));
  EXPECT_THAT(refusal_after([](auto& m) {
                m.tensors[0].shape = {1, 0, 5, 2};
              }),
              HasSubstr("picture"));
  EXPECT_THAT(refusal_after([](auto& m) {
                m.tensors[0].shape = {1, -5, 5, 2};
              }),
              HasSubstr("picture"));
  EXPECT_THAT(refusal_after([](auto& m) { m.tensors[0].shape.assign(1000, 1); }),
              HasSubstr("dimensions"));
  EXPECT_THAT(refusal_after([](auto& m) { m.operators[0].options[1].value = 0; }),
              HasSubstr("stride"));
  EXPECT_THAT(refusal_after([](auto& m) { m.operators[0].options[1].value = -3; }),
              HasSubstr("stride"));
}

TEST(TfliteRefusal, DataThatIsNotThere) {
  EXPECT_THAT(refusal_after([](auto& m) { m.tensors[1].missing_buffer = true; }),
              HasSubstr("buffer"));
  EXPECT_THAT(refusal_after([](auto& m) { m.tensors[1].data.resize(71); }), HasSubstr("weights"));
  EXPECT_THAT(refusal_after([](auto& m) { m.tensors[1].data.clear(); }), HasSubstr("weights"));
}

TEST(TfliteRefusal, GraphsThatCannotRun) {
  EXPECT_THAT(refusal_after([](auto& m) { std::swap(m.operators[0], m.operators[1]); }),
              HasSubstr("no value yet"));
  EXPECT_THAT(refusal_after([](auto& m) {
                m.operators[1].inputs = {3};
                m.operators[1].outputs = {3};
              }),
              HasSubstr("already has a value"));
  EXPECT_THAT(refusal_after([](auto& m) {
                m.operators[0].inputs = {4, 1, 2};
              }),
              HasSubstr("CONV_2D"));
  EXPECT_THAT(refusal_after([](auto& m) {
                m.operators[0].inputs = {77, 1, 2};
              }),
              HasSubstr("tensor 77"));
  EXPECT_THAT(refusal_after([](auto& m) {
                m.operators[0].inputs = {-9, 1, 2};
              }),
              HasSubstr("tensor -9"));
  EXPECT_THAT(refusal_after([](auto& m) { m.operators[0].inputs = {0}; }), HasSubstr("CONV_2D"));
  EXPECT_THAT(refusal_after([](auto& m) { m.operators[0].outputs.clear(); }), HasSubstr("CONV_2D"));
  EXPECT_THAT(refusal_after([](auto& m) { m.outputs.clear(); }), HasSubstr("outputs"));
  EXPECT_THAT(refusal_after([](auto& m) { m.tensors[3].variable = true; }),
              HasSubstr("keeps state"));
  EXPECT_THAT(refusal_after([](auto& m) { m.subgraphs = 2; }), HasSubstr("subgraphs"));
  EXPECT_THAT(refusal_after([](auto& m) { m.version = 2; }), HasSubstr("version 2"));
}

TEST(TfliteRefusal, QuantisationThatIsNotWhatTheOperatorNeeds) {
  EXPECT_THAT(refusal_after([](auto& m) { m.tensors[0].scales.clear(); }), HasSubstr("picture"));
  EXPECT_THAT(refusal_after([](auto& m) { m.tensors[0].scales = {-1.0f}; }), HasSubstr("picture"));
  EXPECT_THAT(refusal_after([](auto& m) { m.tensors[0].zero_points = {1000}; }),
              HasSubstr("picture"));
  EXPECT_THAT(refusal_after([](auto& m) { m.tensors[0].zero_points = {std::int64_t{1} << 40}; }),
              HasSubstr("picture"));
  EXPECT_THAT(refusal_after([](auto& m) { m.tensors[1].zero_points = {1}; }),
              HasSubstr("zero point"));
  EXPECT_THAT(refusal_after([](auto& m) {
                m.tensors[1].scales = {0.1f, 0.2f, 0.3f};
                m.tensors[1].zero_points = {0, 0, 0};
              }),
              HasSubstr("weights"));
  EXPECT_THAT(refusal_after([](auto& m) { m.operators[0].options[3].value = 4; }),
              HasSubstr("TANH"));
  EXPECT_THAT(refusal_after([](auto& m) { m.operators[0].options_type = 5; }),
              HasSubstr("options"));
}

}  // namespace
}  // namespace satchel
