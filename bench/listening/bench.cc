#include "bench/listening/bench.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/process.h"
#include "cli/package_source.h"
#include "trainer/data/folder.h"

namespace satchel {

StitchedRecording stitch_for(const std::filesystem::path& source,
                             const std::vector<std::filesystem::path>& data,
                             const StitchOptions& options) {
  Corpus corpus;
  corpus.labels = load_package(source).card.labels;
  ReadOptions reading;
  reading.only_split = Split::kTest;
  reading.unknown_limit = 300;
  for (const std::filesystem::path& folder : data) {
    read_folder(folder, corpus.labels, reading, corpus);
  }
  return stitch(corpus, options);
}

std::vector<HeardWord> run_listen(const std::filesystem::path& program,
                                  const std::filesystem::path& source, const std::string& board,
                                  const std::vector<std::int16_t>& pcm) {
  std::vector<std::string> argv = {program.string(), "listen", source.string(), "--json",
                                   "--quiet"};
  if (!board.empty()) argv.insert(argv.end(), {"--board", board});
  RunOptions options;
  options.input = {reinterpret_cast<const char*>(pcm.data()), pcm.size() * sizeof(std::int16_t)};
  const ProcessResult result = run_process(argv, options);
  if (result.exit_code != 0) {
    throw Error(Exit::kFailed, fmt::format("satchel listen failed: {}", result.errors));
  }
  return parse_heard(result.output);
}

}  // namespace satchel
