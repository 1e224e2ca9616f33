#include "trainer/evaluate/evaluate.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "base/error.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "trainer/data/folder.h"
#include "trainer/evaluate/classifier.h"

namespace satchel {
namespace {

// Classifiers that are not in use: each thread takes one for a while.
class Pool {
 public:
  Pool(std::span<const std::uint8_t> package, const std::string& source)
      : package_(package), source_(source) {}

  std::unique_ptr<Classifier> take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        std::unique_ptr<Classifier> classifier = std::move(idle_.back());
        idle_.pop_back();
        return classifier;
      }
    }
    return std::make_unique<Classifier>(package_, source_);
  }
  void give_back(std::unique_ptr<Classifier> classifier) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(classifier));
  }

 private:
  std::span<const std::uint8_t> package_;
  const std::string& source_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Classifier>> idle_;
};

bool matches(const std::filesystem::path& path, const std::string& pattern) {
  const std::string file = path.filename().string();
  const std::string with_label = (path.parent_path().filename() / file).string();
  return fnmatch(pattern.c_str(), file.c_str(), 0) == 0 ||
         fnmatch(pattern.c_str(), with_label.c_str(), 0) == 0;
}

}  // namespace

std::vector<TestAnswer> run_package(std::span<const std::uint8_t> package,
                                    const std::string& source, std::span<const TestClip> clips) {
  constexpr std::size_t kBatch = 32;  // clips that a thread takes at a time
  std::vector<TestAnswer> answers(clips.size());
  Pool pool(package, source);
  Progress progress("evaluating", clips.size());
  parallel_for((clips.size() + kBatch - 1) / kBatch, [&](std::size_t batch) {
    std::unique_ptr<Classifier> classifier = pool.take();
    const std::size_t end = std::min((batch + 1) * kBatch, clips.size());
    for (std::size_t i = batch * kBatch; i < end; ++i) {
      const Classifier::Answer answer = classifier->classify(clips[i].pcm);
      answers[i] = {answer.label, answer.confidence};
    }
    progress.advance(end - batch * kBatch);
    pool.give_back(std::move(classifier));
  });
  progress.finish();
  return answers;
}

Evaluated evaluate_folder(std::span<const std::uint8_t> package, const std::string& source,
                          const std::filesystem::path& folder, const EvaluateOptions& options) {
  const std::vector<std::string> labels = Classifier(package, source).labels();
  ReadOptions read;
  read.only_split = options.split;
  if (!options.match.empty()) {
    read.accept = [&](const std::filesystem::path& path) { return matches(path, options.match); };
  }
  Evaluated result;
  read_folder(folder, {}, read, result.corpus);
  result.clips = test_clips(result.corpus, labels, options.split);
  const std::string split = options.split ? std::string(split_name(*options.split)) : "all";
  if (result.clips.empty()) {
    throw Error(Exit::kRefused,
                fmt::format("{}: has no clip to evaluate in the split {}{}", folder.string(), split,
                            options.match.empty() ? "" : " that matches " + options.match),
                "`satchel data check` shows what is there; --split all takes every person.");
  }
  const std::vector<TestAnswer> answers = run_package(package, source, result.clips);
  result.scores = score(result.clips, answers, labels, split, options.seed);
  return result;
}

}  // namespace satchel
