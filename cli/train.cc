#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <memory>

#include "base/process.h"
#include "base/progress.h"
#include "cli/lesson_report.h"
#include "cli/verb.h"
#include "trainer/train/lock.h"

namespace satchel {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

struct TrainOptions {
  std::string lesson;
  std::vector<std::string> data;
  std::vector<std::string> noise;
  std::string out;
  std::optional<std::uint64_t> seed;
  bool with_recordings = false;
};

TrainRequest request_of(const TrainOptions& options) {
  return {options.lesson,
          {options.data.begin(), options.data.end()},
          {options.noise.begin(), options.noise.end()},
          options.out,
          options.seed};
}

// Ctrl-C reaches the trainer, too, which ends at its next batch; the verb waits for that.
volatile pid_t trainer_pid = 0;

void forward_signal(int number) {
  if (trainer_pid > 0) kill(trainer_pid, number);
}

void write_all(int fd, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t n = ::write(fd, text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) throw Error(Exit::kFailed, "the trainer ended before it read what to do");
    done += static_cast<std::size_t>(n);
  }
}

std::string read_to_end(int fd) {
  std::string text;
  char buffer[4096];
  for (;;) {
    const ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(n));
  }
}

// libtorch takes over a second to load, so it lives in a program of its own.
Json run_trainer(const TrainOptions& options, bool quiet) {
  SpawnOptions spawn;
  spawn.input = Stream::kPipe;
  spawn.output = Stream::kPipe;
  Process trainer({(program_folder() / kTrainerProgram).string()}, spawn);
  trainer_pid = trainer.pid();
  std::signal(SIGINT, forward_signal);
  std::signal(SIGTERM, forward_signal);
  Json request = {{"lesson", options.lesson}, {"data", options.data}, {"noise", options.noise},
                  {"out", options.out},       {"seed", nullptr},      {"quiet", quiet}};
  if (options.seed) request["seed"] = *options.seed;
  write_all(trainer.input().get(), request.dump());
  trainer.input().close();
  const std::string text = read_to_end(trainer.output().get());
  const int exit_code = trainer.wait();
  trainer_pid = 0;
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  Json answer = Json::parse(text, nullptr, false);
  if (answer.is_object() && answer.contains("error")) {
    const Json& error = answer["error"];
    throw Error(static_cast<Exit>(error["exit"].get<int>()), error["message"].get<std::string>(),
                error["hint"].get<std::string>());
  }
  if (exit_code == static_cast<int>(Exit::kInterrupted)) {
    throw Error(Exit::kInterrupted, "interrupted before training began",
                "the same command starts again; voices that were made are kept");
  }
  if (exit_code != 0 || !answer.is_object()) {
    throw Error(Exit::kFailed, fmt::format("the trainer ended with exit code {}", exit_code),
                "the same command goes on after the last whole epoch");
  }
  return answer;
}

std::string to_text(const Json& answer) {
  const Json& test = answer["test"];
  const std::string out = answer["out"].get<std::string>();
  return fmt::format(
      "{}{}: {:.1f} % right of {} clips of {} people it has not heard, 95 % interval {:.1f} to "
      "{:.1f} %\n{:.1f} % in floating point; weights {} bytes\nThe report: {}\n"
      "Next: satchel run {} --board mps2_m4",
      answer["up_to_date"].get<bool>() ? "Nothing has changed since " : "",
      answer["lesson"].get<std::string>(), 100 * test["accuracy"].get<double>(),
      test["clips"].get<int>(), test["subjects"].get<int>(),
      100 * test["interval"][0].get<double>(), 100 * test["interval"][1].get<double>(),
      100 * test["float"].get<double>(), answer["weights_bytes"].get<long>(),
      answer["report"].get<std::string>(), out);
}

// With the command line that asks for them, recordings are put into an older report, too.
std::string make_report(const fs::path& out, bool again, bool with_recordings) {
  const fs::path page = out / kReportFile;
  if (again || with_recordings || !fs::exists(page)) {
    write_report_files(out, lesson_report(out, with_recordings));
  }
  return page.string();
}

Answer train(const TrainOptions& options, const CommonOptions& common) {
  const TrainRequest request = request_of(options);
  const Lesson lesson = requested_lesson(request);
  Json answer;
  if (const auto lock = current_lock(out_folder(request), inputs_key(request, lesson))) {
    answer = lock->at("answer");
    answer["up_to_date"] = true;
  } else {
    answer = run_trainer(options, common.quiet);
  }
  answer["report"] =
      make_report(out_folder(request), !answer["up_to_date"].get<bool>(), options.with_recordings);
  return {answer, to_text(answer), Exit::kOk};
}

}  // namespace

void add_train(Verbs& verbs) {
  auto options = std::make_shared<TrainOptions>();
  CLI::App& verb =
      verbs.add("train", "Train a lesson's network; Ctrl-C stops it, the same command goes on",
                [options](const CommonOptions& common) { return train(*options, common); });
  verb.add_option("lesson", options->lesson, "The lesson's folder")->required();
  verb.add_option("--data", options->data,
                  "A folder of recordings, in place of the lesson's data; may be repeated");
  verb.add_option("--noise", options->noise,
                  "A folder of recorded noise, for augmentation and _silence_; may be repeated");
  verb.add_option("--out", options->out, "Where the results go (LESSON/out)");
  verb.add_option("--seed", options->seed, "In place of the lesson's seed");
  verb.add_flag("--with-recordings", options->with_recordings,
                "Put the sound of what it got wrong into the report, too: voices of people");
}

}  // namespace satchel
