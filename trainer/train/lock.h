#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "trainer/lesson/lesson.h"

namespace satchel {

// lock.json in the out folder: what a model was made from, with what, and what came out. It is
// written last, so a folder with a lock that holds is whole.

inline constexpr const char* kTrainerProgram = "satchel-trainer";  // beside `satchel`
inline constexpr const char* kLockFile = "lock.json";
inline constexpr const char* kHostPackageFile = "host.satchel";
inline constexpr const char* kMetricsFile = "metrics.json";  // all that the report says
inline constexpr const char* kCheckpointFile = "checkpoint.cbor";

// What the command line adds to a lesson.
struct TrainRequest {
  std::filesystem::path lesson;
  std::vector<std::filesystem::path> data;   // in place of the lesson's sources
  std::vector<std::filesystem::path> noise;  // besides its noise
  std::filesystem::path out;                 // empty: the lesson's folder / "out"
  std::optional<std::uint64_t> seed;         // in place of the lesson's
};

// The lesson with the command line's seed, and the folder that the results go to.
Lesson requested_lesson(const TrainRequest& request);
std::filesystem::path out_folder(const TrainRequest& request);

// A hash of all that decides what training gives: the text of the lesson, the command line, the
// program that trains, and the names, sizes and times of the recordings. Reads no recording.
std::string inputs_key(const TrainRequest& request, const Lesson& lesson);

// Adds the hashes of `files` (in `folder`) to `lock` and writes it. `lock` holds "inputs".
void write_lock(const std::filesystem::path& folder, nlohmann::ordered_json lock,
                const std::vector<std::string>& files);

// Results on their way: they are written into a folder of their own inside the out folder, so that
// a full disk or a crash leaves an earlier training as it was. What is not published is removed.
class StagedResults {
 public:
  explicit StagedResults(const std::filesystem::path& out);
  ~StagedResults();
  StagedResults(const StagedResults&) = delete;
  StagedResults& operator=(const StagedResults&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  // Moves everything into the out folder, the lock last; between its old lock and the new one the
  // folder has none.
  void publish() const;

 private:
  const std::filesystem::path out_, folder_;
};

// The lock of `folder` when it holds: same inputs, and every file as it was written. Else empty.
std::optional<nlohmann::ordered_json> current_lock(const std::filesystem::path& folder,
                                                   const std::string& inputs);

}  // namespace satchel
