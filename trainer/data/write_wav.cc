#include <sndfile.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/unique_fd.h"
#include "trainer/data/audio.h"

namespace satchel {
namespace {

bool encode(int file, std::span<const std::int16_t> pcm, int rate, const std::string& comment) {
  SF_INFO info{};
  info.samplerate = rate;
  info.channels = 1;
  info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
  SNDFILE* sound = sf_open_fd(file, SFM_WRITE, &info, SF_FALSE);
  if (sound == nullptr) return false;
  const auto samples = static_cast<sf_count_t>(pcm.size());
  const bool said = comment.empty() || sf_set_string(sound, SF_STR_COMMENT, comment.c_str()) == 0;
  const bool written = sf_write_short(sound, pcm.data(), samples) == samples;
  return sf_close(sound) == 0 && said && written;
}

}  // namespace

// libsndfile writes to memory: what nobody else may hear lies in no folder on its way.
std::vector<std::uint8_t> wav_bytes(std::span<const std::int16_t> pcm, int rate,
                                    const std::string& comment) {
  const UniqueFd memory(::memfd_create("satchel", MFD_CLOEXEC));
  if (!memory.valid() || !encode(memory.get(), pcm, rate, comment)) {
    throw Error(Exit::kFailed, "a recording cannot be encoded as WAV",
                "Is there memory left? Close other programs and run the same command again.");
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(::lseek(memory.get(), 0, SEEK_END)));
  const ssize_t got = ::pread(memory.get(), bytes.data(), bytes.size(), 0);
  if (got != static_cast<ssize_t>(bytes.size())) {
    throw Error(Exit::kFailed, "a recording that was encoded as WAV cannot be read again");
  }
  return bytes;
}

void write_wav(const std::filesystem::path& path, std::span<const std::int16_t> pcm) {
  write_file_atomically(path, wav_bytes(pcm, kSampleRate));
}

}  // namespace satchel
