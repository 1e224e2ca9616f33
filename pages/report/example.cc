#include "pages/report/example.h"

#include <cmath>

namespace satchel {
namespace {

Evaluation example_evaluation() {
  Evaluation evaluation;
  evaluation.split = "test";
  evaluation.classes = {"yes", "no",  "up",   "down", "left",      "right",
                        "on",  "off", "stop", "go",   "_unknown_", "_silence_"};
  const std::size_t classes = evaluation.classes.size();
  evaluation.counts.resize(classes * classes);
  for (std::size_t truth = 0; truth < classes; ++truth) {
    for (std::size_t answer = 0; answer < classes; ++answer) {
      const bool often = truth % 5 == 1 && answer == 9;
      evaluation.counts[truth * classes + answer] =
          truth == answer ? 112 - 5 * static_cast<std::uint32_t>(truth)
          : often         ? 14
                          : (truth * 7 + answer * 3) % 5 / 3;
    }
  }
  evaluation.accuracy = {0.934, 0.921, 0.946};
  evaluation.macro_recall = 0.931;
  evaluation.subjects = 129;
  return evaluation;
}

std::vector<WrongExample> example_mistakes() {
  std::vector<WrongExample> wrong;
  for (std::uint32_t i = 0; i < 8; ++i) {
    WrongExample example;
    example.file = "no/speaker_" + std::to_string(i) + "__0.wav";
    example.truth = i % 3 == 0 ? "_unknown_" : "no";
    example.answer = "go";
    example.confidence = 0.5 + 0.05 * i;
    example.spectrogram = {49, 40, {}};
    for (std::uint32_t band = 0; band < 40; ++band) {
      for (std::uint32_t frame = 0; frame < 49; ++frame) {
        const double ridge =
            std::exp(-std::pow((band - 8.0 - 5 * std::sin(frame * 0.09 + i)) / 4, 2));
        const double when = std::exp(-std::pow((frame - 18.0 - 2 * i) / 11, 2));
        example.spectrogram.levels.push_back(static_cast<std::uint8_t>(30 + 220 * ridge * when));
      }
    }
    wrong.push_back(example);
  }
  return wrong;
}

}  // namespace

Report example_report() {
  Report report;
  report.lesson = "first_words";
  report.objective = "Say one of ten words to the board; it shows which one it heard.";
  report.kind = "keyword";
  report.facts = {{"training data", "52,000 clips of 2,032 people, one second each"},
                  {"seed", "1"},
                  {"training took", "12 min 40 s"},
                  {"network", "depthwise-separable CNN, 38,912 parameters"}};
  for (int epoch = 1; epoch <= 24; ++epoch) {
    const double left = std::exp(-epoch / 5.0);
    report.learning.push_back({epoch, epoch > 18, 0.12 + 2.1 * left,
                               0.22 + 1.9 * left + 0.02 * (epoch % 3), 0.975 - 0.75 * left,
                               0.945 - 0.7 * left - 0.006 * (epoch % 3)});
  }
  report.best_epoch = 21;
  report.evaluation = example_evaluation();
  report.float_accuracy = Accuracy{0.938, 0.925, 0.949};
  for (const char* target : {"host", "m4", "m3", "rv32"}) {
    TargetCost cost;
    cost.target = target;
    cost.package_bytes = 47000;
    cost.weights_bytes = 39117;
    cost.arena_bytes = 22528;
    cost.macs = 2730000;
    cost.estimated_instructions = 12100000;
    if (report.targets.size() % 2 == 1) {
      cost.board = "mps2_" + cost.target;
      cost.feature_instructions = 1234567;
      cost.inference_instructions = 11876543;
      cost.stack_bytes = 1480;
      cost.flash_bytes = 41984;
    }
    report.targets.push_back(cost);
  }
  report.wrong = example_mistakes();
  return report;
}

}  // namespace satchel
