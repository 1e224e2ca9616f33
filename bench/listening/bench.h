#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bench/listening/score.h"

namespace satchel {

// The recording of a package's labels, from a data folder's people of the test split.
StitchedRecording stitch_for(const std::filesystem::path& source,
                             const std::vector<std::filesystem::path>& data,
                             const StitchOptions& options);

// Pipes a recording through `satchel listen SOURCE [--board BOARD] --json`; an empty board is this
// machine. Throws Exit::kFailed with what the program said when it fails.
std::vector<HeardWord> run_listen(const std::filesystem::path& program,
                                  const std::filesystem::path& source, const std::string& board,
                                  const std::vector<std::int16_t>& pcm);

}  // namespace satchel
