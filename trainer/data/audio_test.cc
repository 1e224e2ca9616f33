#include "trainer/data/audio.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "base/error.h"
#include "base/file.h"

namespace satchel {
namespace {

std::vector<float> tone(double hertz, int rate, double seconds, float level = 0.5f) {
  std::vector<float> samples(static_cast<std::size_t>(rate * seconds));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double phase = 2 * std::numbers::pi * hertz * static_cast<double>(i) / rate;
    samples[i] = level * static_cast<float>(std::sin(phase));
  }
  return samples;
}

// The same signal on every channel.
void write_sound(const std::filesystem::path& path, const std::vector<float>& mono, int rate,
                 int channels, int format) {
  SF_INFO info{};
  info.samplerate = rate;
  info.channels = channels;
  info.format = format;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  ASSERT_NE(file, nullptr) << sf_strerror(nullptr);
  std::vector<float> frames;
  for (const float sample : mono) frames.insert(frames.end(), channels, sample);
  sf_writef_float(file, frames.data(), static_cast<sf_count_t>(mono.size()));
  sf_close(file);
}

double rms_difference(const std::vector<std::int16_t>& pcm, const std::vector<float>& expected) {
  double sum = 0;
  const std::size_t edge = 400;  // where a resampler sees silence around the signal
  for (std::size_t i = edge; i + edge < pcm.size(); ++i) {
    const double difference = pcm[i] / 32768.0 - expected[i];
    sum += difference * difference;
  }
  return std::sqrt(sum / static_cast<double>(pcm.size()));
}

class AudioTest : public testing::Test {
 protected:
  std::filesystem::path file(const char* name) const { return folder_.path() / name; }

  std::string error_of(const std::filesystem::path& path) const {
    try {
      read_audio(path);
    } catch (const Error& error) {
      EXPECT_EQ(error.exit_code(), Exit::kUnusable);
      EXPECT_FALSE(error.hint().empty());
      return error.what();
    }
    return "";
  }

  TemporaryFolder folder_;
};

TEST_F(AudioTest, KeepsEverySampleOf16KilohertzMono16Bit) {
  std::vector<std::int16_t> pcm;
  for (int i = -32768; i < 32768; i += 7) pcm.push_back(static_cast<std::int16_t>(i));
  write_wav(file("ramp.wav"), pcm);
  const Audio audio = decode_audio(file("ramp.wav"));
  EXPECT_EQ(audio.pcm, pcm);
  EXPECT_EQ(audio.source_rate, 16000);
  EXPECT_EQ(audio.source_channels, 1);
}

struct Format {
  int rate, channels, format;
  double tolerance;
};

TEST_F(AudioTest, ReadsRatesChannelsAndBitDepths) {
  for (const Format& f : {Format{8000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1e-3},
                          Format{96000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_24, 1e-3},
                          Format{44100, 2, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1e-3},
                          Format{16000, 2, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 1e-3},
                          Format{16000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 6e-3},
                          Format{22050, 6, SF_FORMAT_WAV | SF_FORMAT_PCM_32, 1e-3},
                          Format{48000, 1, SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1e-3}}) {
    write_sound(file("tone"), tone(440, f.rate, 1.0), f.rate, f.channels, f.format);
    const Audio audio = decode_audio(file("tone"));
    SCOPED_TRACE(audio.source_format);
    EXPECT_EQ(audio.source_rate, f.rate);
    EXPECT_EQ(audio.source_channels, f.channels);
    ASSERT_NEAR(static_cast<double>(audio.pcm.size()), 16000, 1);
    EXPECT_LT(rms_difference(audio.pcm, tone(440, 16000, 1.01)), f.tolerance);
  }
}

TEST_F(AudioTest, GivesTheSameSamplesEachTime) {
  write_sound(file("a.wav"), tone(1234, 44100, 0.7), 44100, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  EXPECT_EQ(read_audio(file("a.wav")), read_audio(file("a.wav")));
}

TEST_F(AudioTest, TakesWhatIsNoNumberAsSilenceAndSaturates) {
  write_sound(file("bad.wav"), {std::numeric_limits<float>::quiet_NaN(), 7.0f, -7.0f}, 16000, 1,
              SF_FORMAT_WAV | SF_FORMAT_FLOAT);
  EXPECT_THAT(read_audio(file("bad.wav")), testing::ElementsAre(0, 32767, -32768));
}

TEST_F(AudioTest, RefusesWhatIsNoRecording) {
  write_file_atomically(file("empty.wav"), "");
  write_file_atomically(file("text.wav"), "this is not audio at all, but it is long enough");
  write_sound(file("none.wav"), {}, 16000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  EXPECT_THAT(error_of(file("empty.wav")), testing::HasSubstr("is empty"));
  EXPECT_THAT(error_of(file("text.wav")), testing::HasSubstr("is not audio"));
  EXPECT_THAT(error_of(file("none.wav")), testing::HasSubstr("holds no samples"));
  EXPECT_THAT(error_of(file("missing.wav")), testing::HasSubstr("no such file"));
  EXPECT_THAT(error_of(folder_.path()), testing::HasSubstr("is a folder"));
}

TEST_F(AudioTest, ReadsWhatATruncatedFileStillHolds) {
  write_wav(file("whole.wav"), to_pcm16(tone(300, 16000, 1.0)));
  auto bytes = read_file(file("whole.wav"));
  bytes.resize(44 + 2000);
  write_file_atomically(file("cut.wav"), bytes);
  EXPECT_EQ(read_audio(file("cut.wav")).size(), 1000u);
}

TEST(FitToClip, PadsAShortOneAtBothEnds) {
  const std::vector<std::int16_t> clip = fit_to_clip(std::vector<std::int16_t>(1000, 5));
  ASSERT_EQ(clip.size(), 16000u);
  EXPECT_EQ(clip[7499], 0);
  EXPECT_EQ(clip[7500], 5);
  EXPECT_EQ(clip[8499], 5);
  EXPECT_EQ(clip[8500], 0);
}

TEST(FitToClip, KeepsTheWordOfALongOne) {
  std::vector<std::int16_t> pcm(48000, 3);
  for (int i = 30000; i < 38000; ++i) pcm[i] = static_cast<std::int16_t>((i % 50) * 200);
  const std::vector<std::int16_t> clip = fit_to_clip(pcm);
  const auto first = std::find_if(clip.begin(), clip.end(), [](int v) { return v > 3; });
  EXPECT_NEAR(static_cast<double>(first - clip.begin()), 4000, 400);
}

}  // namespace
}  // namespace satchel
