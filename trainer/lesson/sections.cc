#include "trainer/lesson/sections.h"

namespace satchel {

void read_augmentation(TableReader table, AugmentSettings& settings) {
  table.read("shift_ms", settings.shift_ms, 0, 500);
  table.read("speed", settings.speed, 0.5, 2);
  table.read("gain_db", settings.gain_db, -60, 30);
  table.read("phrasing_probability", settings.phrasing_probability, 0, 1);
  table.read("echo_probability", settings.echo_probability, 0, 1);
  table.read("echo_seconds", settings.echo_seconds, 0.02, 3);
  table.read("echo_level_db", settings.echo_level_db, -60, 10);
  table.read("noise_probability", settings.noise_probability, 0, 1);
  table.read("noise_snr_db", settings.noise_snr_db, -20, 80);
  table.read("coloured_share", settings.coloured_share, 0, 1);
  table.read("microphone_probability", settings.microphone_probability, 0, 1);
  table.finish();
}

void read_front_end(TableReader table, FrontEndDesign& design) {
  std::string kind = design.kind == FrontEndKind::kMfcc ? "mfcc" : "log_mel";
  table.read("kind", kind, {"log_mel", "mfcc"});
  design.kind = kind == "mfcc" ? FrontEndKind::kMfcc : FrontEndKind::kLogMel;
  table.read("window_ms", design.window_ms, 4, 100);
  table.read("hop_ms", design.hop_ms, 2, 100);
  table.read("mel_bins", design.mel_bins, 4, kMaxMelBins);
  table.read("coefficients", design.coefficients, 2, 64);
  table.read("low_hz", design.low_hz, 0, 4000);
  table.read("high_hz", design.high_hz, 500, 8000);
  table.read("preemphasis", design.preemphasis, 0, 1);
  table.read("floor_rms", design.floor_rms, 0.25, 1000);
  std::string mean = "channel";
  table.read("mean_removal", mean, {"none", "gain", "channel"});
  design.mean_removal = mean == "none"   ? MeanRemoval::kNone
                        : mean == "gain" ? MeanRemoval::kGain
                                         : MeanRemoval::kChannel;
  table.read("mean_strength", design.mean_strength, 0, 1);
  table.read("tracking_shift", design.tracking_shift, 0, 15);
  table.read("tracking_strength", design.tracking_strength, 0, 1);
  table.read("scale", design.scale, 1e-4, 10);
  table.read("zero_point", design.zero_point, -128, 127);
  if (design.low_hz >= design.high_hz) {
    table.refuse(table.raw().get("low_hz"), "[front_end] low_hz is not below high_hz");
  }
  if (design.kind == FrontEndKind::kMfcc && design.coefficients > design.mel_bins) {
    table.refuse(table.raw().get("coefficients"),
                 "[front_end] coefficients are more than mel_bins, of which they are made");
  }
  table.finish();
}

namespace {

void read_extent(TableReader& table, std::string_view key, Extent& extent, int high) {
  table.read_pair(key, extent.time, extent.frequency, 1, high);
}

constexpr int kMaximumChannels = 1024;

void read_block(TableReader table, BlockSettings& block) {
  table.read("channels", block.channels, 1, kMaximumChannels);
  read_extent(table, "kernel", block.kernel, 25);
  read_extent(table, "stride", block.stride, 8);
  table.read("expand", block.expand, 1, 8);
  table.read("residual", block.residual);
  table.read("repeat", block.repeat, 1, 32);
  table.finish();
}

}  // namespace

void read_model(TableReader table, ModelSettings& settings) {
  table.read("kind", settings.kind, {"ds_cnn"});
  table.read("dropout", settings.dropout, 0, 0.9);
  if (auto stem = table.table("stem")) {
    stem->read("channels", settings.stem.channels, 1, kMaximumChannels);
    read_extent(*stem, "kernel", settings.stem.kernel, 25);
    read_extent(*stem, "stride", settings.stem.stride, 8);
    stem->finish();
  }
  if (const auto blocks = table.tables("blocks"); !blocks.empty()) {
    settings.blocks.clear();
    for (const TableReader& block : blocks) read_block(block, settings.blocks.emplace_back());
  }
  table.finish();
}

void read_training(TableReader table, TrainingSettings& settings) {
  table.read("epochs", settings.epochs, 1, 10000);
  table.read("int8_epochs", settings.int8_epochs, 1, 1000);
  table.read("minutes", settings.minutes, 0.1, 10000);
  table.read("batch", settings.batch, 1, 4096);
  table.read("learning_rate", settings.learning_rate, 1e-7, 1);
  table.read("int8_learning_rate", settings.int8_learning_rate, 1e-8, 1);
  table.read("final_rate", settings.final_rate, 0, 1);
  table.read("weight_decay", settings.weight_decay, 0, 1);
  table.read("label_smoothing", settings.label_smoothing, 0, 0.5);
  table.read("average_steps", settings.average_steps, 1, 1e6);
  table.read("mixup", settings.mixup, 0, 10);
  table.read("masks", settings.masks, 0, 10);
  table.read("mask_time", settings.mask_time, 0, 1000);
  table.read("mask_frequency", settings.mask_frequency, 0, 128);
  table.read("warp", settings.warp, 0, 0.4);
  table.read("unknown_share", settings.unknown_share, 0, 0.45);
  table.read("silence_share", settings.silence_share, 0, 0.45);
  table.read("epoch_clips", settings.epoch_clips, 1, 10000000);
  table.read("refresh", settings.refresh, 1, 1000);
  table.read("patience", settings.patience, 0, 10000);
  table.read("seed", settings.seed, 0, std::numeric_limits<std::int64_t>::max());
  table.finish();
}

void read_compression(TableReader table, CompressionSettings& settings) {
  table.read("quantisation", settings.quantisation, {"int8"});
  table.finish();
}

void read_budgets(TableReader table, Budgets& budgets) {
  constexpr std::int64_t kMost = std::int64_t{1} << 40;
  table.read("weights_bytes", budgets.weights_bytes, 1, kMost);
  table.read("arena_bytes", budgets.arena_bytes, 1, kMost);
  table.read("package_bytes", budgets.package_bytes, 1, kMost);
  table.read("macs", budgets.macs, 1, kMost);
  table.read("charge_hours", budgets.charge_hours, 1, 10000);
  table.finish();
}

}  // namespace satchel
