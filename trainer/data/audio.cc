#include "trainer/data/audio.h"

#include <sndfile.h>
#include <soxr.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>

#include "base/error.h"

namespace satchel {
namespace {

constexpr int kMaximumChannels = 64;
constexpr sf_count_t kBlockFrames = 4096;

struct CloseSound {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
using SoundFile = std::unique_ptr<SNDFILE, CloseSound>;

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& what) {
  throw Error(
      Exit::kUnusable, path.string() + ": " + what,
      "Give a recording that plays in an audio player (WAV, FLAC, Ogg, ...), or take the file "
      "out; `satchel data check` lists all such files of a folder.");
}

// "WAV (Microsoft), Signed 16 bit PCM"
std::string describe_format(int format) {
  std::string text;
  for (const int part : {format & SF_FORMAT_TYPEMASK, format & SF_FORMAT_SUBMASK}) {
    SF_FORMAT_INFO info{part, nullptr, nullptr};
    if (sf_command(nullptr, SFC_GET_FORMAT_INFO, &info, sizeof info) != 0) continue;
    if (!text.empty()) text += ", ";
    text += info.name;
  }
  return text;
}

SoundFile open_sound(const std::filesystem::path& path, SF_INFO& info) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) refuse(path, "there is no such file");
  if (std::filesystem::is_directory(status)) refuse(path, "is a folder, not a recording");
  if (std::filesystem::is_regular_file(status) && std::filesystem::file_size(path, error) == 0) {
    refuse(path, "is empty");
  }
  SoundFile file(sf_open(path.c_str(), SFM_READ, &info));
  if (!file) {
    std::string reason = sf_strerror(nullptr);
    while (!reason.empty() && (reason.back() == '\n' || reason.back() == '.')) reason.pop_back();
    refuse(path, "is not audio that can be read (" + reason + ")");
  }
  if (info.channels < 1 || info.channels > kMaximumChannels || info.samplerate < 1000 ||
      info.samplerate > 768000) {
    refuse(path, "has " + std::to_string(info.channels) + " channels at " +
                     std::to_string(info.samplerate) + " Hz, which no recorder makes");
  }
  return file;
}

// One channel: the average of all. Nothing is believed about the length but what can be read.
std::vector<float> read_mono(SNDFILE* file, const SF_INFO& info,
                             const std::filesystem::path& path) {
  const int channels = info.channels;
  const std::size_t limit = static_cast<std::size_t>(info.samplerate) * kMaximumSeconds;
  std::vector<float> block(kBlockFrames * channels);
  std::vector<float> mono;
  while (true) {
    const sf_count_t frames = sf_readf_float(file, block.data(), kBlockFrames);
    if (frames <= 0) break;
    for (sf_count_t i = 0; i < frames; ++i) {
      float sum = 0;
      for (int c = 0; c < channels; ++c) sum += block[i * channels + c];
      mono.push_back(std::isfinite(sum) ? sum / static_cast<float>(channels) : 0);
    }
    if (mono.size() > limit) {
      refuse(path, "is longer than " + std::to_string(kMaximumSeconds / 60) + " minutes");
    }
  }
  if (sf_error(file) != SF_ERR_NO_ERROR) {
    refuse(path, std::string("is damaged (") + sf_strerror(file) + ")");
  }
  if (mono.empty()) refuse(path, "holds no samples");
  return mono;
}

// Energy of every 10 ms above the recording's own noise floor; clicks are limited.
std::vector<double> speech_energy(std::span<const std::int16_t> pcm, int frame) {
  std::vector<double> energy(pcm.size() / frame);
  for (std::size_t i = 0; i < energy.size(); ++i) {
    for (int k = 0; k < frame; ++k) {
      const double sample = pcm[i * frame + k];
      energy[i] += sample * sample;
    }
  }
  std::vector<double> sorted = energy;
  std::sort(sorted.begin(), sorted.end());
  const double floor = sorted[sorted.size() / 5];
  const double ceiling = sorted[sorted.size() * 19 / 20];
  for (double& value : energy) value = std::min(value, ceiling) - std::min(floor, value);
  return energy;
}

// Where the loudest second begins, moved so that its energy lies in its middle.
std::size_t loudest_second(std::span<const std::int16_t> pcm) {
  constexpr int kFrame = kSampleRate / 100;
  constexpr std::size_t kWindow = kClipSamples / kFrame;
  const std::vector<double> energy = speech_energy(pcm, kFrame);
  if (energy.size() <= kWindow) return (pcm.size() - kClipSamples) / 2;
  double sum = 0;
  for (std::size_t i = 0; i < kWindow; ++i) sum += energy[i];
  double best_sum = sum;
  std::size_t best = 0;
  for (std::size_t i = kWindow; i < energy.size(); ++i) {
    sum += energy[i] - energy[i - kWindow];
    if (sum > best_sum) {
      best_sum = sum;
      best = i - kWindow + 1;
    }
  }
  double weight = 0, moment = 0;
  for (std::size_t i = best; i < best + kWindow; ++i) {
    weight += energy[i];
    moment += energy[i] * (static_cast<double>(i) + 0.5);
  }
  const double centre = weight > 0 ? moment / weight * kFrame : pcm.size() / 2.0;
  const double begin =
      std::clamp(centre - kClipSamples / 2.0, 0.0, static_cast<double>(pcm.size() - kClipSamples));
  return static_cast<std::size_t>(begin);
}

}  // namespace

Audio decode_audio(const std::filesystem::path& path) {
  SF_INFO info{};
  const SoundFile file = open_sound(path, info);
  sf_command(file.get(), SFC_SET_SCALE_FLOAT_INT_READ, nullptr, SF_FALSE);
  const std::vector<float> mono = read_mono(file.get(), info, path);
  Audio audio;
  audio.source_rate = info.samplerate;
  audio.source_channels = info.channels;
  audio.source_format = describe_format(info.format);
  audio.pcm = to_pcm16(resample(mono, info.samplerate));
  if (audio.pcm.empty()) refuse(path, "is shorter than one sample at 16 kHz");
  return audio;
}

std::vector<std::int16_t> read_audio(const std::filesystem::path& path) {
  return decode_audio(path).pcm;
}

std::vector<float> resample(std::span<const float> samples, int rate) {
  if (rate == kSampleRate) return {samples.begin(), samples.end()};
  const double ratio = static_cast<double>(kSampleRate) / rate;
  std::vector<float> output(static_cast<std::size_t>(std::ceil(samples.size() * ratio)) + 16);
  std::size_t produced = 0;
  const soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  const soxr_runtime_spec_t one_thread = soxr_runtime_spec(1);
  const soxr_error_t error =
      soxr_oneshot(rate, kSampleRate, 1, samples.data(), samples.size(), nullptr, output.data(),
                   output.size(), &produced, &io, &quality, &one_thread);
  if (error) throw Error(Exit::kFailed, std::string("cannot convert the sampling rate: ") + error);
  output.resize(produced);
  return output;
}

std::vector<std::int16_t> to_pcm16(std::span<const float> samples) {
  std::vector<std::int16_t> pcm(samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const float scaled = std::clamp(samples[i] * 32768.0f, -32768.0f, 32767.0f);
    pcm[i] = static_cast<std::int16_t>(std::lrint(scaled));
  }
  return pcm;
}

std::vector<std::int16_t> fit_to_clip(std::span<const std::int16_t> pcm) {
  std::vector<std::int16_t> clip(kClipSamples, 0);
  if (pcm.size() <= clip.size()) {
    std::copy(pcm.begin(), pcm.end(), clip.begin() + (clip.size() - pcm.size()) / 2);
  } else {
    const auto part = pcm.subspan(loudest_second(pcm), clip.size());
    std::copy(part.begin(), part.end(), clip.begin());
  }
  return clip;
}

bool is_audio_name(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  constexpr std::array<std::string_view, 11> kKnown = {
      ".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif", ".aiff", ".au", ".caf", ".w64"};
  return std::find(kKnown.begin(), kKnown.end(), extension) != kKnown.end();
}

}  // namespace satchel
