#include "trainer/train/lock.h"

#include <algorithm>
#include <chrono>

#include "base/file.h"
#include "base/hash.h"
#include "base/process.h"

namespace satchel {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr int kLockFormat = 1;

// Every file below `folder`: its name, size and time.
std::string listing(const fs::path& folder) {
  std::vector<std::string> lines;
  std::error_code error;
  for (fs::recursive_directory_iterator i(folder, error), end; i != end && !error;
       i.increment(error)) {
    if (!i->is_regular_file(error)) continue;
    const auto size = i->file_size(error);
    const auto time = i->last_write_time(error).time_since_epoch().count();
    lines.push_back(fs::relative(i->path(), folder, error).string() + '\0' + std::to_string(size) +
                    '\0' + std::to_string(time) + '\n');
  }
  std::ranges::sort(lines);
  std::string text = fs::weakly_canonical(folder, error).string() + '\n';
  for (const std::string& line : lines) text += line;
  return text;
}

std::string hash_text(const std::string& text) {
  return to_hex(sha256(text));
}

}  // namespace

Lesson requested_lesson(const TrainRequest& request) {
  Lesson lesson = read_lesson(request.lesson);
  if (request.seed) lesson.training.seed = lesson.voice_training.seed = *request.seed;
  return lesson;
}

std::filesystem::path out_folder(const TrainRequest& request) {
  return request.out.empty() ? request.lesson / "out" : request.out;
}

std::string inputs_key(const TrainRequest& request, const Lesson& lesson) {
  std::string text = "satchel " SATCHEL_VERSION "\n";
  const fs::path trainer = program_folder() / kTrainerProgram;
  if (fs::is_regular_file(trainer)) text += to_hex(sha256_file(trainer)) + "\n";
  text += read_text_file(request.lesson / "lesson.toml");
  text += "\nseed " + std::to_string(lesson.training.seed) + "\n";
  for (const fs::path& folder : request.data) text += "data " + listing(folder);
  for (const fs::path& folder : request.noise) text += "noise " + listing(folder);
  if (request.data.empty()) {
    for (const FolderSource& source : lesson.data.folders) {
      text += listing(lesson.resolve(source.folder));
    }
    for (const NoiseSource& source : lesson.data.noise) {
      text += listing(lesson.resolve(source.folder));
    }
  }
  return hash_text(text);
}

void write_lock(const fs::path& folder, Json lock, const std::vector<std::string>& files) {
  Json hashes = Json::object();
  for (const std::string& file : files) hashes[file] = to_hex(sha256_file(folder / file));
  lock["format"] = kLockFormat;
  lock["files"] = std::move(hashes);
  write_file_atomically(folder / kLockFile, lock.dump(2) + "\n");
}

StagedResults::StagedResults(const fs::path& out) : out_(out), folder_(out / "unfinished") {
  std::error_code error;
  fs::remove_all(folder_, error);
}

StagedResults::~StagedResults() {
  std::error_code error;
  fs::remove_all(folder_, error);
}

void StagedResults::publish() const {
  fs::remove(out_ / kLockFile);
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_)) {
    const fs::path name = entry.path().filename();
    if (name != kLockFile) fs::rename(entry.path(), out_ / name);
  }
  fs::rename(folder_ / kLockFile, out_ / kLockFile);
}

std::optional<Json> current_lock(const fs::path& folder, const std::string& inputs) {
  const fs::path path = folder / kLockFile;
  if (!fs::is_regular_file(path)) return std::nullopt;
  try {
    Json lock = Json::parse(read_text_file(path));
    if (lock.at("format") != kLockFormat || lock.at("inputs") != inputs) return std::nullopt;
    for (const auto& [file, hash] : lock.at("files").items()) {
      const fs::path name = fs::path(file).filename();
      if (!fs::is_regular_file(folder / name)) return std::nullopt;
      if (hash != to_hex(sha256_file(folder / name))) return std::nullopt;
    }
    return lock;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace satchel
