#include "trainer/train/learner/fit.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/error.h"
#include "base/progress.h"
#include "trainer/train/optimiser.h"
#include "trainer/train/random.h"
#include "trainer/train/stopwatch.h"

namespace satchel {
namespace {

constexpr double kGradientLimit = 5.0;
constexpr double kWarmUpShare = 0.15;     // of the float epochs
constexpr double kSecondsAfter = 30;      // evaluation and the report
constexpr double kSafety = 0.9;           // of the time left is planned for
constexpr std::size_t kProbeBatches = 4;  // that are timed for the plan
constexpr std::size_t kScoreBatch = 256;
constexpr std::uint64_t kProbeEpoch = 0;

std::string percent(double fraction) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %%", 100 * fraction);
  return text;
}

class Run {
 public:
  explicit Run(const FitTask& task)
      : task_(task),
        learner_(*task.network, task.threads),
        sampler_(task.examples, task.background,
                 static_cast<std::size_t>(task.settings.epoch_clips), mix(task.settings.seed)),
        shape_{task.network->input.height, task.network->input.width, task.network->classes},
        maker_(*task.training, shape_, task.input, task.settings),
        judge_(*task.validation, shape_, task.input, task.settings) {
    mark_decays();
  }

  RunState execute() {
    start();
    Progress progress("training",
                      static_cast<std::uint64_t>(state_.plan.epochs()) * batches_in_epoch());
    while (state_.epochs_done < state_.plan.epochs()) {
      if (state_.epochs_done >= state_.plan.float_epochs && !state_.folded) begin_int8();
      run_epoch(progress);
      save();
      if (out_of_patience()) skip_to_next_phase();
    }
    progress.finish("validation " + percent(state_.best_accuracy));
    return std::move(state_);
  }

 private:
  // Only weights decay: a decaying bias or gain would hold back normalisation.
  void mark_decays() {
    decays_.assign(learner_.layout().parameters, 0.0f);
    for (const LayerParameters& place : learner_.layout().layers) {
      std::ranges::fill(std::span(decays_).subspan(place.weights, place.weight_count), 1.0f);
    }
  }

  std::size_t batches_in_epoch() const {
    const auto batch = static_cast<std::size_t>(task_.settings.batch);
    return std::max<std::size_t>(sampler_.count() / batch, 1);
  }

  void start() {
    watch_ = Stopwatch();
    std::optional<RunState> kept = read_checkpoint(task_.checkpoint, task_.key, learner_.layout(),
                                                   task_.network->layers.size());
    if (kept) {
      state_ = std::move(*kept);
      seconds_before_ = state_.seconds;
      say("Resuming after epoch " + std::to_string(state_.epochs_done) + " of " +
          std::to_string(state_.plan.epochs()) + ".");
      return;
    }
    seconds_before_ = task_.seconds_before;
    state_.network = initial_state(*task_.network, learner_.layout(),
                                   static_cast<unsigned>(mix(task_.settings.seed, 1)));
    state_.average = state_.network;
    state_.ranges.resize(task_.network->layers.size());
    state_.plan = plan();
    save();
  }

  double seconds() const { return seconds_before_ + watch_.seconds(); }

  void save() {
    state_.seconds = seconds();
    write_checkpoint(task_.checkpoint, task_.key, state_);
  }

  void throw_if_stopped() const {
    if (!task_.stop()) return;
    throw Error(Exit::kInterrupted, "training was interrupted",
                "the same command resumes after epoch " + std::to_string(state_.epochs_done));
  }

  void refresh(std::uint64_t epoch) {
    const std::uint64_t version = epoch / static_cast<std::uint64_t>(task_.settings.refresh);
    if (shown_version_ == version) return;
    shown_version_ = std::nullopt;
    if (!task_.training->show(version, sampler_.examples(version), task_.stop)) throw_if_stopped();
    shown_version_ = version;
  }

  // What an epoch costs here and now, and so how many fit into the lesson's minutes.
  RunPlan plan() {
    const Stopwatch making;
    say("Making the features of " + std::to_string(sampler_.count()) + " clips an epoch.");
    refresh(kProbeEpoch);
    const double made = making.worked();
    const auto batches = static_cast<double>(batches_in_epoch());
    const double float_batch = time_batch(Arithmetic::kNormalised);
    const double int8_batch = time_batch(Arithmetic::kInt8);
    const double features = made / task_.settings.refresh;
    const double judging =
        float_batch / 3 * static_cast<double>(task_.validation->size()) / task_.settings.batch;
    const double float_epoch = features + batches * float_batch + judging;
    const double int8_epoch = features + batches * int8_batch + judging;

    RunPlan plan{task_.settings.epochs, task_.settings.int8_epochs};
    const double needed = plan.float_epochs * float_epoch + plan.int8_epochs * int8_epoch;
    const double left =
        (task_.settings.minutes * 60 - task_.worked_before - watch_.worked() - kSecondsAfter) *
        kSafety;
    if (needed > left) {
      const double share = std::max(left, 0.0) / needed;
      plan.float_epochs = std::max(static_cast<int>(plan.float_epochs * share), 1);
      plan.int8_epochs = std::max(static_cast<int>(plan.int8_epochs * share), 1);
      say("This machine has time for " + std::to_string(plan.float_epochs) + " + " +
          std::to_string(plan.int8_epochs) + " of the lesson's " +
          std::to_string(task_.settings.epochs) + " + " +
          std::to_string(task_.settings.int8_epochs) + " epochs.");
    }
    return plan;
  }

  double time_batch(Arithmetic arithmetic) {
    learner_.state() = state_.network;
    learner_.set_arithmetic(arithmetic);
    learner_.set_range_tracking(arithmetic == Arithmetic::kInt8);
    learner_.reset_ranges();
    const std::vector<std::size_t> examples = sampler_.order(kProbeEpoch);
    const std::size_t size =
        std::min(examples.size(), static_cast<std::size_t>(task_.settings.batch));
    std::vector<float> gradients(learner_.layout().parameters);
    Stopwatch steps;
    for (std::size_t i = 0; i <= kProbeBatches; ++i) {
      if (i == 1) steps = Stopwatch();  // the first pass makes libtorch's kernels
      const TrainingBatch batch = maker_.make(std::span(examples).first(size), i);
      learner_.train({batch.features, batch.count}, batch.targets, 0, gradients);
    }
    return steps.worked() / static_cast<double>(kProbeBatches);
  }

  void set_up_learner() {
    learner_.state() = state_.network;
    learner_.ranges() = state_.ranges;
    learner_.set_arithmetic(state_.folded ? Arithmetic::kInt8 : Arithmetic::kNormalised);
    // Ranges follow the weights for half of the int8 epochs, then stay for the weights to settle.
    const int int8_epoch = state_.epochs_done - state_.plan.float_epochs;
    learner_.set_range_tracking(state_.folded && 2 * int8_epoch < state_.plan.int8_epochs);
  }

  void run_epoch(Progress& progress) {
    const auto epoch = static_cast<std::uint64_t>(state_.epochs_done);
    refresh(epoch);
    set_up_learner();
    const std::vector<std::size_t> examples = sampler_.order(epoch);
    const std::size_t batches = batches_in_epoch();
    // An interrupted epoch is run again from its start, so nothing of it may reach state_.
    RunState next = state_;
    Learner::PassResult sum;
    for (std::size_t i = 0; i < batches; ++i) {
      throw_if_stopped();
      const std::size_t first = examples.size() * i / batches;
      const std::size_t last = examples.size() * (i + 1) / batches;
      const Learner::PassResult pass =
          step(next, std::span(examples).subspan(first, last - first), epoch, i);
      sum.loss += pass.loss;
      sum.accuracy += pass.accuracy;
      progress.set(epoch * batches + i + 1, note(epoch, sum.loss / static_cast<double>(i + 1)));
    }
    next.network = learner_.state();
    next.ranges = learner_.ranges();
    state_ = std::move(next);
    const auto count = static_cast<double>(batches);
    finish_epoch({sum.loss / count, sum.accuracy / count});
  }

  Learner::PassResult step(RunState& next, std::span<const std::size_t> examples,
                           std::uint64_t epoch, std::size_t index) {
    const std::uint64_t draw = mix(task_.settings.seed, epoch + 1, index);
    const TrainingBatch batch = maker_.make(examples, draw);
    gradients_.resize(learner_.layout().parameters);
    const Learner::PassResult pass = learner_.train({batch.features, batch.count}, batch.targets,
                                                    static_cast<unsigned>(draw), gradients_);
    clip_gradients(gradients_, kGradientLimit);
    const AdamSettings settings{rate(index), task_.settings.weight_decay};
    adam_step(settings, gradients_, decays_, learner_.state().parameters, next.optimiser);
    const double decay = 1 - 1 / task_.settings.average_steps;
    const std::size_t steps = next.optimiser.steps;
    move_average(next.average.parameters, learner_.state().parameters, decay, steps);
    move_average(next.average.statistics, learner_.state().statistics, decay, steps);
    return pass;
  }

  double rate(std::size_t batch) const {
    const std::size_t batches = batches_in_epoch();
    const int first = state_.folded ? state_.plan.float_epochs : 0;
    const int epochs = state_.folded ? state_.plan.int8_epochs : state_.plan.float_epochs;
    const std::size_t done = static_cast<std::size_t>(state_.epochs_done - first) * batches + batch;
    const std::size_t steps = static_cast<std::size_t>(epochs) * batches;
    if (state_.folded) return scheduled_rate(task_.settings.int8_learning_rate, done, steps, 0, 0);
    const auto warm_up = static_cast<std::size_t>(kWarmUpShare * static_cast<double>(steps)) + 1;
    return scheduled_rate(task_.settings.learning_rate, done, steps, warm_up,
                          task_.settings.final_rate);
  }

  std::string note(std::uint64_t epoch, double loss) const {
    char text[64];
    std::snprintf(text, sizeof text, "epoch %d/%d  loss %.3f", static_cast<int>(epoch) + 1,
                  state_.plan.epochs(), loss);
    std::string line = text;
    if (!state_.history.empty()) {
      line += "  validation " + percent(state_.history.back().validation_accuracy);
    }
    if (state_.folded) line += "  int8";
    return line;
  }

  void finish_epoch(const Learner::PassResult& training) {
    learner_.state() = state_.average;
    const Score validation = score(learner_, *task_.validation, judge_);
    ++state_.epochs_done;
    EpochRecord record;
    record.int8 = state_.folded;
    record.training_loss = training.loss;
    record.training_accuracy = training.accuracy;
    record.validation_loss = validation.loss;
    record.validation_accuracy = validation.accuracy;
    state_.history.push_back(record);
    const bool better =
        validation.accuracy > state_.best_accuracy ||
        (validation.accuracy == state_.best_accuracy && validation.loss < state_.best_loss);
    if (!better) return;
    state_.best = state_.average;
    state_.best_ranges = state_.ranges;
    state_.best_accuracy = validation.accuracy;
    state_.best_loss = validation.loss;
    state_.best_epoch = state_.epochs_done;
  }

  bool out_of_patience() const {
    return task_.settings.patience > 0 && !state_.folded &&
           state_.epochs_done - state_.best_epoch >= task_.settings.patience;
  }

  void skip_to_next_phase() {
    state_.plan.float_epochs = state_.epochs_done;
    save();
  }

  // From here on the network is the one of the package: folded and rounded.
  void begin_int8() {
    state_.network = state_.best;
    fold_normalisation(*task_.network, learner_.layout(), state_.network);
    state_.best_float = state_.network;
    state_.float_accuracy = state_.best_accuracy;
    state_.average = state_.network;
    state_.optimiser = {};
    state_.folded = true;
    state_.best_accuracy = -1;
    calibrate();
  }

  // First ranges: what the float network's layers give for the examples of an epoch's start.
  void calibrate() {
    constexpr std::size_t kBatches = 8;
    refresh(static_cast<std::uint64_t>(state_.epochs_done));
    learner_.state() = state_.network;
    learner_.set_arithmetic(Arithmetic::kFolded);
    learner_.set_range_tracking(true);
    learner_.reset_ranges();
    const auto examples = sampler_.order(static_cast<std::uint64_t>(state_.epochs_done));
    const std::size_t size =
        std::min(examples.size(), static_cast<std::size_t>(task_.settings.batch));
    std::vector<float> gradients(learner_.layout().parameters);
    for (std::size_t i = 0; i < kBatches && (i + 1) * size <= examples.size(); ++i) {
      const TrainingBatch batch = maker_.make(std::span(examples).subspan(i * size, size), i);
      learner_.train({batch.features, batch.count}, batch.targets, 0, gradients);
    }
    state_.ranges = learner_.ranges();
  }

  const FitTask& task_;
  Learner learner_;
  EpochSampler sampler_;
  BatchShape shape_;
  BatchMaker maker_;
  BatchMaker judge_;
  std::vector<float> decays_;
  std::vector<float> gradients_;
  std::optional<std::uint64_t> shown_version_;  // that the training bank shows
  RunState state_;
  Stopwatch watch_;
  double seconds_before_ = 0;
};

}  // namespace

Score score(Learner& learner, const FeatureBank& bank, const BatchMaker& maker) {
  Score total;
  for (std::size_t first = 0; first < bank.size(); first += kScoreBatch) {
    const std::size_t count = std::min(kScoreBatch, bank.size() - first);
    const TrainingBatch batch = maker.plain(first, count);
    const std::vector<float> logits = learner.logits({batch.features, count});
    const std::size_t classes = logits.size() / count;
    for (std::size_t i = 0; i < count; ++i) {
      const auto row = std::span(logits).subspan(i * classes, classes);
      const auto label = static_cast<std::size_t>(bank.label(first + i));
      const float highest = *std::ranges::max_element(row);
      double sum = 0;
      for (const float value : row) sum += std::exp(static_cast<double>(value - highest));
      total.loss += std::log(sum) - static_cast<double>(row[label] - highest);
      total.accuracy += std::ranges::max_element(row) - row.begin() == static_cast<long>(label);
    }
  }
  if (bank.size() > 0) {
    total.accuracy /= static_cast<double>(bank.size());
    total.loss /= static_cast<double>(bank.size());
  }
  return total;
}

RunState fit(const FitTask& task) {
  return Run(task).execute();
}

}  // namespace satchel
