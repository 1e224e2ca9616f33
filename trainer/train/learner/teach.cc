#include "trainer/train/learner/teach.h"

#include <algorithm>
#include <cstring>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "compiler/card/card.h"
#include "compiler/emit/package.h"
#include "compiler/emit/run.h"
#include "compiler/frontend/decision_builder.h"
#include "compiler/import/trained.h"
#include "trainer/corpus/gather.h"
#include "trainer/evaluate/evaluate.h"
#include "trainer/evaluate/mistakes.h"
#include "trainer/train/examples.h"
#include "trainer/train/export.h"
#include "trainer/train/learner/fit.h"
#include "trainer/train/learner/float_answers.h"
#include "trainer/train/learner/metrics.h"
#include "trainer/train/learner/versions.h"
#include "trainer/train/stopwatch.h"
#include "trainer/train/thresholds.h"

namespace satchel {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr std::size_t kGoldenInputs = 4;

class Teacher {
 public:
  Teacher(const TrainRequest& request, const std::function<bool()>& stop)
      : request_(request),
        stop_(stop),
        lesson_(requested_lesson(request)),
        out_(out_folder(request)),
        inputs_(inputs_key(request, lesson_)) {}

  Json execute() {
    front_ends_ = build_front_ends(lesson_.front_end, 0);
    network_ = build_network(lesson_.model, input_shape(), static_cast<int>(lesson_.labels.size()));
    check_budgets();
    corpus_ = gather_corpus(lesson_, {request_.data, request_.noise});
    choose_recipe();
    sets_ = choose_examples(corpus_, training_);
    train();
    return finish();
  }

 private:
  // What the lesson leaves open depends on whether anybody real speaks.
  void choose_recipe() {
    const bool voices = std::ranges::all_of(corpus_.clips, &Clip::synthetic);
    training_ = voices ? lesson_.voice_training : lesson_.training;
    augmentation_ = voices ? lesson_.voice_augmentation : lesson_.augmentation;
    front_ends_ = build_front_ends(lesson_.front_end, training_.warp);
  }

  LayerShape input_shape() const {
    const FrontEndView view(front_ends_.package.data());
    return {view.rows(), view.columns(), 1};
  }

  // Before anything is trained: what the network will weigh is known from its layers.
  void check_budgets() const {
    const auto check = [](const char* what, std::int64_t needed,
                          const std::optional<std::int64_t>& budget) {
      if (!budget || needed <= *budget) return;
      throw Error(Exit::kRefused,
                  std::string("the lesson's network needs ") + std::to_string(needed) + " " + what +
                      "; its [budgets] allow " + std::to_string(*budget),
                  "take fewer channels or blocks in [model], or raise the budget");
    };
    check("bytes of weights", network_.weights_bytes(), lesson_.budgets.weights_bytes);
    check("multiply-accumulates", network_.macs(), lesson_.budgets.macs);
  }

  static int threads() {
    return static_cast<int>(std::max(std::thread::hardware_concurrency(), 1u));
  }

  Quantisation input_quantisation() const {
    return {static_cast<float>(lesson_.front_end.scale), lesson_.front_end.zero_point};
  }

  std::vector<std::span<const std::int16_t>> noises() const {
    std::vector<std::span<const std::int16_t>> noises;
    for (const NoiseRecording& noise : corpus_.noise) noises.push_back(noise.for_training());
    return noises;
  }

  void train() {
    const std::uint64_t seed = training_.seed;
    const Augmenter augmenter(augmentation_, noises(), seed);
    FeatureBank training(sets_.training, augmenter, front_ends_, seed);
    FeatureBank validation(sets_.validation, augmenter, front_ends_, seed);
    validation.show_plain();
    FitTask task;
    task.network = &network_;
    task.examples = sets_.training;
    task.training = &training;
    task.validation = &validation;
    task.background = sets_.background;
    task.input = input_quantisation();
    task.settings = training_;
    task.seconds_before = watch_.seconds();
    task.worked_before = watch_.worked();
    task.threads = threads();
    task.checkpoint = out_ / kCheckpointFile;
    task.key = to_hex(sha256(inputs_ + corpus_.digest));
    task.stop = stop_;
    state_ = fit(task);
    make_model(validation);
  }

  // The trained model with its decision rule, and what its package answers on validation.
  void make_model(const FeatureBank& validation) {
    const ParameterLayout layout = lay_out_parameters(network_);
    model_.graph =
        export_graph(network_, layout, state_.best, state_.best_ranges, input_quantisation());
    check_graph(model_.graph);
    model_.front_end = front_ends_.package;
    const auto limit = [](const std::optional<std::int64_t>& wanted) {
      return wanted ? static_cast<std::uint64_t>(*wanted) : 0;
    };
    model_.budget = {limit(lesson_.budgets.weights_bytes), limit(lesson_.budgets.arena_bytes),
                     limit(lesson_.budgets.package_bytes), limit(lesson_.budgets.macs)};
    describe(validation);
    add_golden_inputs(validation);
    calibrate(validation);
    package_ = compile();
    validation_accuracy_ = share_right(validation);
  }

  void describe(const FeatureBank& validation) {
    Card& card = model_.card;
    card.name = lesson_.name;
    card.objective = lesson_.objective;
    card.labels = corpus_.labels;
    card.samples = lesson_.samples;
    card.features = feature_statistics(validation);
    card.charge_hours = static_cast<std::uint64_t>(lesson_.budgets.charge_hours.value_or(0));
    card.data = data_summary(corpus_);
    card.provenance = {{"seed", lesson_.training.seed},
                       {"data", corpus_.digest},
                       {"satchel", SATCHEL_VERSION},
                       {"libtorch", libtorch_version()}};
  }

  void add_golden_inputs(const FeatureBank& bank) {
    for (std::size_t i = 0; i < std::min(kGoldenInputs, bank.size()); ++i) {
      const auto values = bank.features(i * bank.size() / kGoldenInputs % bank.size());
      model_.golden_inputs.emplace_back(values.begin(), values.end());
    }
  }

  PackageBytes compile() const {
    PackageParts parts;
    parts.target = Target::kHost;
    parts.card = model_.card;
    parts.front_end = model_.front_end;
    parts.decision = model_.decision;
    parts.golden_inputs = model_.golden_inputs;
    return compile_package(model_.graph, parts, model_.budget);
  }

  double share_right(const FeatureBank& bank) const {
    Runner runner(package_);
    std::size_t right = 0;
    for (std::size_t i = 0; i < bank.size(); ++i) {
      const auto features = bank.features(i);
      const std::vector<std::uint8_t> output =
          runner.run(std::vector<std::uint8_t>(features.begin(), features.end()));
      const auto score = [](std::uint8_t byte) { return static_cast<std::int8_t>(byte); };
      const auto best = std::ranges::max_element(output, {}, score) - output.begin();
      right += static_cast<int>(best) == bank.label(i);
    }
    return static_cast<double>(right) / static_cast<double>(bank.size());
  }

  // The rule first without thresholds, then with those that its own stream asks for.
  void calibrate(const FeatureBank& validation) {
    DecisionDesign design = decision_for(corpus_.labels, kLowestThreshold);
    model_.decision = build_decision(design);
    const PackageBytes package = compile();
    std::vector<StreamScores> scores(validation.size());
    Progress progress("listening", scores.size());
    parallel_for(scores.size(), [&](std::size_t i) {
      scores[i] = {validation.label(i),
                   highest_scores(package, corpus_.labels.size(), validation.plain_sound(i))};
      progress.advance(1);
    });
    progress.finish();
    const std::vector<double> thresholds = calibrate_thresholds(scores, corpus_.labels.size());
    for (std::size_t i = 0; i < design.labels.size(); ++i) {
      design.labels[i].threshold = thresholds[i];
    }
    model_.decision = build_decision(design);
  }

  // Nothing of an earlier training is touched before everything of this one is made.
  Json finish() {
    say("Measuring the package on people it has not heard.");
    const std::vector<TestClip> clips = test_clips(corpus_, corpus_.labels, Split::kTest);
    const Scores scores = satchel::score(clips, run_package(package_, kHostPackageFile, clips),
                                         corpus_.labels, "test");
    const FloatModel model{network_, state_.best_float, front_ends_.package, input_quantisation()};
    const Scores in_float =
        satchel::score(clips, run_float(model, clips, threads()), corpus_.labels, "test");
    Json answer = answer_of(scores, in_float);
    const Outcome outcome{lesson_,         state_, network_, scores, in_float, validation_accuracy_,
                          watch_.seconds()};
    const StagedResults staged(out_);
    write_trained_model(staged.folder(), model_);
    write_file_atomically(staged.folder() / kHostPackageFile, package_);
    write_mistakes(staged.folder() / kMistakesFile, collect_mistakes(scores, clips));
    write_file_atomically(staged.folder() / kMetricsFile, metrics(outcome).dump(1) + "\n");
    const Json lock = {{"inputs", inputs_},
                       {"data", corpus_.digest},
                       {"seed", lesson_.training.seed},
                       {"satchel", SATCHEL_VERSION},
                       {"libtorch", libtorch_version()},
                       {"answer", answer}};
    write_lock(staged.folder(), lock,
               {kTrainedModelFile, kHostPackageFile, kMetricsFile, kMistakesFile});
    staged.publish();
    fs::remove(out_ / kCheckpointFile);
    return answer;
  }

  Json answer_of(const Scores& scores, const Scores& in_float) const {
    return {{"lesson", lesson_.name},
            {"out", out_.string()},
            {"up_to_date", false},
            {"seed", lesson_.training.seed},
            {"seconds", watch_.seconds()},
            {"epochs", {{"float", state_.plan.float_epochs}, {"int8", state_.plan.int8_epochs}}},
            {"validation", {{"float", state_.float_accuracy}, {"int8", validation_accuracy_}}},
            {"test",
             {{"accuracy", scores.accuracy},
              {"float", in_float.accuracy},
              {"interval", {scores.low, scores.high}},
              {"macro_recall", scores.macro_recall},
              {"subjects", scores.subjects},
              {"clips", scores.clips}}},
            {"weights_bytes", network_.weights_bytes()},
            {"macs", network_.macs()}};
  }

  const TrainRequest& request_;
  const std::function<bool()>& stop_;
  const Lesson lesson_;
  const fs::path out_;
  const std::string inputs_;
  const Stopwatch watch_;
  TrainingSettings training_;     // the one of lesson_ for what corpus_ is
  AugmentSettings augmentation_;  // likewise
  FrontEnds front_ends_;
  Network network_;
  Corpus corpus_;
  ExampleSets sets_;
  RunState state_;
  TrainedModel model_;
  PackageBytes package_;
  double validation_accuracy_ = 0;
};

}  // namespace

Json teach(const TrainRequest& request, const std::function<bool()>& stop) {
  return Teacher(request, stop).execute();
}

}  // namespace satchel
