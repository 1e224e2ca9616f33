#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>

#include "base/error.h"
#include "cli/verb.h"
#include "trainer/corpus/speak.h"
#include "trainer/data/check.h"

namespace satchel {
namespace {

constexpr std::size_t kShownFiles = 5;

nlohmann::ordered_json files_json(const std::vector<FileFinding>& findings) {
  auto list = nlohmann::ordered_json::array();
  for (const FileFinding& finding : findings) {
    list.push_back({{"file", finding.file}, {"what", finding.what}});
    if (!finding.subject.empty()) list.back()["subject"] = finding.subject;
  }
  return list;
}

nlohmann::ordered_json splits_json(const DataReport& report) {
  nlohmann::ordered_json json;
  for (const char* split : {"training", "validation", "test"}) {
    std::uint32_t subjects = 0, clips = 0;
    for (const SubjectReport& subject : report.subjects) {
      if (subject.split != split) continue;
      ++subjects;
      clips += subject.clips;
    }
    json[split] = {{"subjects", subjects}, {"clips", clips}};
  }
  return json;
}

nlohmann::ordered_json to_json(const DataReport& report) {
  nlohmann::ordered_json json = {{"clips", report.clips},
                                 {"labels", nlohmann::ordered_json::object()},
                                 {"subjects", nlohmann::ordered_json::object()}};
  for (const LabelReport& label : report.labels) {
    json["labels"][label.label] = {{"clips", label.clips},
                                   {"subjects", label.subjects},
                                   {"training", label.training},
                                   {"validation", label.validation},
                                   {"test", label.test}};
  }
  for (const SubjectReport& subject : report.subjects) {
    json["subjects"][subject.subject] = {
        {"split", subject.split}, {"clips", subject.clips}, {"labels", subject.labels}};
  }
  json["splits"] = splits_json(report);
  json["noise"] = {{"files", report.noise_files}, {"seconds", report.noise_seconds}};
  json["undecodable"] = files_json(report.undecodable);
  json["misnamed"] = files_json(report.misnamed);
  json["clipped"] = files_json(report.clipped);
  json["near_silent"] = files_json(report.near_silent);
  json["odd_length"] = files_json(report.odd_length);
  json["duplicates"] = nlohmann::ordered_json::array();
  for (const Duplicate& duplicate : report.duplicates) {
    json["duplicates"].push_back(
        {{"files", duplicate.files}, {"contradicts", duplicate.contradicts}});
  }
  json["imbalance"] = report.imbalance;
  json["advice"] = nlohmann::ordered_json::array();
  for (const Advice& advice : report.advice) {
    json["advice"].push_back({{"about", advice.about}, {"text", advice.text}});
  }
  return json;
}

// "p21 20, p03 9 and 4 others": a microphone is often one person's.
std::string by_person(const std::vector<FileFinding>& findings) {
  std::map<std::string, std::size_t> counts;
  for (const FileFinding& finding : findings) {
    if (!finding.subject.empty()) ++counts[finding.subject];
  }
  std::vector<std::pair<std::string, std::size_t>> order(counts.begin(), counts.end());
  std::ranges::stable_sort(order, [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text;
  for (std::size_t i = 0; i < std::min(kShownFiles, order.size()); ++i) {
    text += fmt::format("{}{} {}", i == 0 ? "" : ", ", order[i].first, order[i].second);
  }
  if (order.size() > kShownFiles) text += fmt::format(" and {} others", order.size() - kShownFiles);
  return text;
}

// Names below the folder that was asked about: the rest of the path is known.
std::string short_path(const std::string& file, const std::string& folder) {
  return std::filesystem::path(file).lexically_relative(folder).string();
}

void list_files(const char* title, const std::vector<FileFinding>& findings,
                const std::string& folder, std::string& text) {
  if (findings.empty()) return;
  text += fmt::format("{}: {}\n", title, findings.size());
  for (std::size_t i = 0; i < std::min(kShownFiles, findings.size()); ++i) {
    text += fmt::format("  {}: {}\n", short_path(findings[i].file, folder), findings[i].what);
  }
  if (findings.size() <= kShownFiles) return;
  text += fmt::format("  and {} more (--json lists them)", findings.size() - kShownFiles);
  const std::string people = by_person(findings);
  text += people.empty() ? "\n" : fmt::format("; of whom: {}\n", people);
}

// Who is where decides what can be claimed: nobody is trained on and tested.
void list_splits(const DataReport& report, std::string& text) {
  text += fmt::format("{} people:", report.subjects.size());
  for (const char* split : {"training", "validation", "test"}) {
    const auto count = std::count_if(report.subjects.begin(), report.subjects.end(),
                                     [&](const SubjectReport& s) { return s.split == split; });
    text += fmt::format(" {} for {}{}", count, split, split == std::string("test") ? "\n" : ",");
  }
  text += fmt::format("noise: {} {}, {:.0f} s\n", report.noise_files,
                      report.noise_files == 1 ? "recording" : "recordings", report.noise_seconds);
}

std::string to_text(const DataReport& report, const std::string& folder) {
  std::string text = fmt::format("{:<20}{:>8}{:>9}   clips for:{:>10}{:>12}{:>7}\n", "label",
                                 "clips", "people", "training", "validation", "test");
  for (const LabelReport& label : report.labels) {
    text += fmt::format("{:<20}{:>8}{:>9}{:>23}{:>12}{:>7}\n", label.label, label.clips,
                        label.subjects, label.training, label.validation, label.test);
  }
  list_splits(report, text);
  list_files("cannot be decoded", report.undecodable, folder, text);
  list_files("name tells no person", report.misnamed, folder, text);
  list_files("overdriven (clipped)", report.clipped, folder, text);
  list_files("nearly silent", report.near_silent, folder, text);
  list_files("odd length", report.odd_length, folder, text);
  if (!report.duplicates.empty()) text += fmt::format("duplicates: {}\n", report.duplicates.size());
  for (std::size_t i = 0; i < std::min(kShownFiles, report.duplicates.size()); ++i) {
    std::vector<std::string> names;
    for (const std::string& file : report.duplicates[i].files) {
      names.push_back(short_path(file, folder));
    }
    text += fmt::format("  {}\n", fmt::join(names, " = "));
  }
  text += report.advice.empty() ? "Nothing to do.\n" : "What to do:\n";
  for (const Advice& advice : report.advice) text += "- " + advice.text + "\n";
  return text;
}

struct SpeakOptions {
  std::string lesson;
  std::string folder;
  int people = 1;
};

// Written beside the folder and renamed, so that it is there as a whole or not at all.
Answer speak(const SpeakOptions& options) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::absolute(options.folder).lexically_normal();
  if (fs::exists(folder)) {
    throw Error(Exit::kUnusable, options.folder + " exists already", "Name a folder to be made.");
  }
  const Lesson lesson = read_lesson(options.lesson);
  const fs::path part = folder.string() + ".part";
  fs::remove_all(part);
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  for (const Clip& clip : speak_lesson(lesson, options.people)) {
    const fs::path name = fs::path(clip.label) / (fs::path(clip.file).filename().string() + ".wav");
    write_wav(part / name, clip.pcm);
    files.push_back((fs::path(options.folder) / name).string());
  }
  std::error_code error;
  fs::rename(part, folder, error);
  if (error) throw Error(Exit::kFailed, options.folder + ": cannot be made: " + error.message());
  return {{{"folder", options.folder}, {"files", files}},
          fmt::format("{} clips of {} people in {}\nNext: satchel data check {}", files.size(),
                      options.people, options.folder, options.folder),
          Exit::kOk};
}

void add_speak(Verbs& verbs) {
  auto options = std::make_shared<SpeakOptions>();
  CLI::App& verb =
      verbs.add("data speak",
                "Let synthetic people, whom training never hears, say a lesson's words "
                "into a folder of recordings",
                [options](const CommonOptions&) { return speak(*options); });
  verb.add_option("lesson", options->lesson, "The lesson's folder")->required();
  verb.add_option("folder", options->folder, "The folder to make: <label>/<subject>__<n>.wav")
      ->required();
  verb.add_option("--people", options->people, "How many people (1)")->check(CLI::Range(1, 1000));
}

}  // namespace

void add_data(Verbs& verbs) {
  verbs.describe("data", "Look at recordings, or make some");
  auto folder = std::make_shared<std::string>();
  CLI::App& verb =
      verbs.add("data check", "Count a folder's recordings and say what is wrong with them",
                [folder](const CommonOptions&) {
                  const DataReport report = check_data(*folder);
                  return Answer{to_json(report), to_text(report, *folder), Exit::kOk};
                });
  verb.add_option("folder", *folder,
                  "<label>/<subject>__<n>.wav, or Google Speech Commands as it comes")
      ->required();
  add_speak(verbs);
}

}  // namespace satchel
