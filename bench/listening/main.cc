// bench_listening SOURCE --data DIR… [--board B]… [--seconds N] [--seed N] [--save FILE.wav]
//
// Two minutes of people whom training never heard, through `satchel listen` on this machine and on
// boards: hits and false accepts, as JSON.

#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/process.h"
#include "bench/listening/bench.h"

namespace satchel {
namespace {

struct Arguments {
  std::string source, save;
  std::vector<std::string> data, boards;
  StitchOptions stitch;
};

nlohmann::ordered_json measure(const Arguments& arguments) {
  const StitchedRecording recording = stitch_for(
      arguments.source, {arguments.data.begin(), arguments.data.end()}, arguments.stitch);
  if (!arguments.save.empty()) write_wav(arguments.save, recording.pcm);
  nlohmann::ordered_json answer = {{"source", arguments.source},
                                   {"seconds", arguments.stitch.seconds},
                                   {"seed", arguments.stitch.seed}};
  std::vector<std::string> boards = {""};
  boards.insert(boards.end(), arguments.boards.begin(), arguments.boards.end());
  std::vector<HeardWord> on_host;
  for (const std::string& board : boards) {
    const std::vector<HeardWord> heard =
        run_listen(program_folder() / "satchel", arguments.source, board, recording.pcm);
    if (board.empty()) on_host = heard;
    const ListeningScore score = score_listening(recording.words, heard);
    answer["listeners"].push_back({{"board", board.empty() ? "host" : board},
                                   {"words", score.words},
                                   {"hits", score.hits},
                                   {"false_accepts", score.false_accepts},
                                   {"while_another_word", score.wrong},
                                   {"equals_host", heard == on_host}});
  }
  return answer;
}

int run(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Hits and false accepts of a package on a stitched recording of unseen people");
  app.add_option("source", arguments.source, "An out folder, or a package")->required();
  app.add_option("--data", arguments.data, "Recordings; may be repeated")->required();
  app.add_option("--board", arguments.boards, "A board that listens as well; may be repeated");
  app.add_option("--seconds", arguments.stitch.seconds, "Length of the recording")
      ->check(CLI::Range(2.0, 3600.0));
  app.add_option("--seed", arguments.stitch.seed, "Which clips in which order");
  app.add_option("--save", arguments.save, "Keep the recording as a WAV file");
  CLI11_PARSE(app, argc, argv);
  try {
    std::cout << measure(arguments).dump(2) << std::endl;
    return 0;
  } catch (const Error& error) {
    std::cerr << "bench_listening: " << error.what() << "\n  " << error.hint() << "\n";
    return static_cast<int>(error.exit_code());
  }
}

}  // namespace
}  // namespace satchel

int main(int argc, char** argv) {
  return satchel::run(argc, argv);
}
