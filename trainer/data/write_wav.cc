#include <sndfile.h>

#include "base/error.h"
#include "base/file.h"
#include "trainer/data/audio.h"

namespace satchel {

// libsndfile writes to a path that nobody else sees; the whole file then appears at once.
void write_wav(const std::filesystem::path& path, std::span<const std::int16_t> pcm) {
  const TemporaryFolder folder;
  const std::filesystem::path whole = folder.path() / "clip.wav";
  SF_INFO info{};
  info.samplerate = kSampleRate;
  info.channels = 1;
  info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
  SNDFILE* file = sf_open(whole.c_str(), SFM_WRITE, &info);
  const auto samples = static_cast<sf_count_t>(pcm.size());
  const bool written = file != nullptr && sf_write_short(file, pcm.data(), samples) == samples;
  if (sf_close(file) != 0 || !written) {
    throw Error(Exit::kFailed, path.string() + ": the recording cannot be written",
                "Is " + folder.path().string() + " on a full disk?");
  }
  write_file_atomically(path, read_file(whole));
}

}  // namespace satchel
