#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cli/verb.h"

// What verbs share that do the same with several kits or files.
namespace satchel {

// What went wrong with one of several, in the place of its answer.
Answer failure(const Error& error);

// Does the same with the content of every file, of at most `limit` bytes, and answers
// {`name`: […]} with each one's "file" in front. The errors of `work` get the file's name. With one
// file they are thrown; with several one failure does not stop the others, and the exit code is
// that of the first file that failed.
Answer with_files(const std::vector<std::string>& files, std::uint64_t limit,
                  const std::string& name,
                  const std::function<Answer(const std::vector<std::uint8_t>& content)>& work);

}  // namespace satchel
