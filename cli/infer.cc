#include <fmt/format.h>

#include <memory>

#include "base/file.h"
#include "base/progress.h"
#include "cli/bench_port.h"
#include "cli/verb.h"
#include "compiler/emit/run.h"
#include "compiler/source/source.h"
#include "link/client/bench.h"

namespace satchel {
namespace {

struct InferOptions {
  std::string package;
  std::vector<std::string> inputs;
  std::string output;
  std::string board;
  std::string port;
};

std::string counted(std::size_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

// The files in the order of the graph's inputs. Each has to have exactly its tensor's bytes.
std::vector<std::uint8_t> read_inputs(const PackageView& package, const InferOptions& options) {
  if (options.inputs.size() != package.input_count()) {
    throw Error(Exit::kUnusable,
                fmt::format("{} takes {}, but {} given", options.package,
                            counted(package.input_count(), "input", "inputs"),
                            counted(options.inputs.size(), "file was", "files were")),
                "Name one file of raw int8 values for each input, in the graph's order.");
  }
  std::vector<std::uint8_t> all;
  for (std::uint32_t i = 0; i < package.input_count(); ++i) {
    const std::vector<std::uint8_t> bytes = read_file(options.inputs[i]);
    if (bytes.size() != package.input(i).bytes) {
      throw Error(Exit::kUnusable,
                  fmt::format("{}: input {} needs {} bytes, but the file has {}", options.inputs[i],
                              i, package.input(i).bytes, bytes.size()),
                  "raw int8 values, row-major");
    }
    all.insert(all.end(), bytes.begin(), bytes.end());
  }
  return all;
}

// {"outputs": [[1, 2, ...], ...]}: int8 values, row-major.
nlohmann::ordered_json outputs_json(const PackageView& package,
                                    const std::vector<std::uint8_t>& outputs) {
  auto lists = nlohmann::ordered_json::array();
  std::size_t at = 0;
  for (std::uint32_t i = 0; i < package.output_count(); ++i) {
    auto list = nlohmann::ordered_json::array();
    for (std::uint32_t k = 0; k < package.output(i).bytes; ++k) {
      list.push_back(static_cast<std::int8_t>(outputs[at++]));
    }
    lists.push_back(std::move(list));
  }
  return lists;
}

// Where the package is run: on the board that was named, on this machine, or on the board that runs
// such packages. A target without a board is run here, where every kernel gives the same bytes.
std::string place_of(Target target, const InferOptions& options) {
  if (!options.board.empty()) {
    const BoardProfile board = find_board(options.board);
    if (board.target == target_name(target)) return board.name;
    throw Error(Exit::kRefused,
                fmt::format("{} is for {}, and {} runs packages for {}", options.package,
                            target_name(target), board.name, board.target),
                "Compile it for that target: satchel compile --target " + board.target);
  }
  if (target == Target::kHost) return "host";
  const std::optional<BoardProfile> board = board_for_target(target_name(target));
  return board ? board->name : "host";
}

Answer infer(const InferOptions& options, const CommonOptions& common) {
  const PackageBytes bytes = read_package(options.package);
  Runner runner(bytes, options.package);
  const std::vector<std::uint8_t> inputs = read_inputs(runner.package(), options);
  const char* target = target_name(runner.package().target());
  const std::string place = place_of(runner.package().target(), options);
  std::vector<std::uint8_t> outputs;
  nlohmann::ordered_json instructions;
  if (place == "host") {
    if (runner.package().target() != Target::kHost && !common.quiet) {
      say(fmt::format("there is no board for {}: this machine runs it, with the same bytes",
                      target));
    }
    outputs = runner.run(inputs);
  } else {
    Bench bench(find_board(place), bench_at(options.port));
    bench.install(bytes);
    TensorAnswer board = bench.infer(inputs);
    outputs = std::move(board.outputs);
    instructions = board.inference.count;
  }
  if (!options.output.empty()) write_file_atomically(options.output, outputs);
  Answer answer;
  answer.json = {{"package", options.package}, {"target", target}, {"board", place}};
  if (!instructions.is_null()) answer.json["instructions"] = instructions;
  answer.json["outputs"] = outputs_json(runner.package(), outputs);
  for (const auto& list : answer.json["outputs"]) answer.text += list.dump() + "\n";
  answer.text.pop_back();
  return answer;
}

}  // namespace

void add_infer(Verbs& verbs) {
  auto options = std::make_shared<InferOptions>();
  CLI::App& verb =
      verbs.add("infer", "Run raw tensors through a package on its target",
                [options](const CommonOptions& common) { return infer(*options, common); });
  verb.add_option("package", options->package, "The .satchel file")->required();
  verb.add_option("inputs", options->inputs, "Raw int8 tensors, one file an input of the graph")
      ->required();
  verb.add_option("-o,--output", options->output,
                  "Where to write the outputs, one after the other");
  CLI::Option* board = verb.add_option(
      "--board", options->board,
      "A board of the package's target; left out: the first emulated one, or this machine");
  add_bench_port(verb, options->port)->needs(board);
}

}  // namespace satchel
