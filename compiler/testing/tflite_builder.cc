#include "compiler/testing/tflite_builder.h"

#include <flatbuffers/flatbuffers.h>

namespace satchel::testing_support {
namespace {

using Builder = flatbuffers::FlatBufferBuilder;
using Table = flatbuffers::Offset<flatbuffers::Table>;

constexpr flatbuffers::voffset_t field(int n) {
  return static_cast<flatbuffers::voffset_t>(4 + 2 * n);
}

Table end(Builder& builder, flatbuffers::uoffset_t start) {
  return Table(builder.EndTable(start));
}

Table build_buffer(Builder& builder, const std::vector<std::uint8_t>& data) {
  flatbuffers::Offset<flatbuffers::Vector<std::uint8_t>> bytes;
  if (!data.empty()) bytes = builder.CreateVector(data);
  const auto start = builder.StartTable();
  if (!data.empty()) builder.AddOffset(field(0), bytes);
  return end(builder, start);
}

Table build_tensor(Builder& builder, const TfliteTensor& tensor, std::uint32_t buffer) {
  const auto shape = builder.CreateVector(tensor.shape);
  const auto name = builder.CreateString(tensor.name);
  const auto scales = builder.CreateVector(tensor.scales);
  const auto zero_points = builder.CreateVector(tensor.zero_points);
  auto start = builder.StartTable();
  builder.AddOffset(field(2), scales);
  builder.AddOffset(field(3), zero_points);
  builder.AddElement<std::int32_t>(field(6), tensor.quantised_dimension, 0);
  const Table quantisation = end(builder, start);
  start = builder.StartTable();
  builder.AddOffset(field(0), shape);
  builder.AddElement<std::int8_t>(field(1), tensor.type, 0);
  builder.AddElement<std::uint32_t>(field(2), buffer, 0);
  builder.AddOffset(field(3), name);
  builder.AddOffset(field(4), quantisation);
  builder.AddElement<std::uint8_t>(field(5), tensor.variable ? 1 : 0, 0);
  return end(builder, start);
}

Table build_operator(Builder& builder, const TfliteOperator& op, std::uint32_t code) {
  const auto inputs = builder.CreateVector(op.inputs);
  const auto outputs = builder.CreateVector(op.outputs);
  auto start = builder.StartTable();
  for (const TfliteField& option : op.options) {
    if (option.width == 'b') {
      builder.AddElement<std::int8_t>(field(option.number), static_cast<std::int8_t>(option.value));
    } else if (option.width == 'f') {
      builder.AddElement<float>(field(option.number), static_cast<float>(option.value));
    } else {
      builder.AddElement<std::int32_t>(field(option.number),
                                       static_cast<std::int32_t>(option.value));
    }
  }
  const Table options = end(builder, start);
  start = builder.StartTable();
  builder.AddElement<std::uint32_t>(field(0), code, 0);
  builder.AddOffset(field(1), inputs);
  builder.AddOffset(field(2), outputs);
  builder.AddElement<std::uint8_t>(field(3), op.options_type, 0);
  builder.AddOffset(field(4), options);
  return end(builder, start);
}

Table build_code(Builder& builder, const TfliteOperator& op) {
  const auto name = builder.CreateString(op.custom_name);
  const auto start = builder.StartTable();
  builder.AddElement<std::int8_t>(field(0),
                                  static_cast<std::int8_t>(op.builtin > 127 ? 127 : op.builtin), 0);
  builder.AddOffset(field(1), name);
  builder.AddElement<std::int32_t>(field(3), op.builtin, 0);
  return end(builder, start);
}

Table build_subgraph(Builder& builder, const TfliteModel& model) {
  std::vector<Table> tensors, operators;
  for (std::size_t i = 0; i < model.tensors.size(); ++i) {
    // Buffer 0 is the empty one, tensor i has buffer i + 1.
    const std::size_t buffer = model.tensors[i].missing_buffer ? 100000 : i + 1;
    tensors.push_back(build_tensor(builder, model.tensors[i], static_cast<std::uint32_t>(buffer)));
  }
  for (std::size_t i = 0; i < model.operators.size(); ++i) {
    operators.push_back(build_operator(builder, model.operators[i], static_cast<std::uint32_t>(i)));
  }
  const auto tensor_list = builder.CreateVector(tensors);
  const auto operator_list = builder.CreateVector(operators);
  const auto inputs = builder.CreateVector(model.inputs);
  const auto outputs = builder.CreateVector(model.outputs);
  const auto start = builder.StartTable();
  builder.AddOffset(field(0), tensor_list);
  builder.AddOffset(field(1), inputs);
  builder.AddOffset(field(2), outputs);
  builder.AddOffset(field(3), operator_list);
  return end(builder, start);
}

}  // namespace

std::vector<std::uint8_t> build_tflite(const TfliteModel& model) {
  Builder builder;
  std::vector<Table> codes, subgraphs, buffers = {build_buffer(builder, {})};
  for (const TfliteTensor& tensor : model.tensors) {
    buffers.push_back(build_buffer(builder, tensor.data));
  }
  for (const TfliteOperator& op : model.operators) codes.push_back(build_code(builder, op));
  for (std::size_t i = 0; i < model.subgraphs; ++i) {
    subgraphs.push_back(build_subgraph(builder, model));
  }
  const auto code_list = builder.CreateVector(codes);
  const auto subgraph_list = builder.CreateVector(subgraphs);
  const auto buffer_list = builder.CreateVector(buffers);
  const auto start = builder.StartTable();
  builder.AddElement<std::uint32_t>(field(0), model.version, 0);
  builder.AddOffset(field(1), code_list);
  builder.AddOffset(field(2), subgraph_list);
  builder.AddOffset(field(4), buffer_list);
  builder.Finish(end(builder, start), "TFL3");
  return {builder.GetBufferPointer(), builder.GetBufferPointer() + builder.GetSize()};
}

}  // namespace satchel::testing_support
