#include "cli/sound_input.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

#include "base/error.h"
#include "base/process.h"

namespace satchel {
namespace {

constexpr std::uint16_t kWavPcm = 1, kWavExtensible = 0xfffe;

// Some bytes, as soon as there are any; 0 at the end.
std::size_t read_some(int descriptor, void* bytes, std::size_t size) {
  for (;;) {
    const ssize_t got = ::read(descriptor, bytes, size);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) {
      throw Error(Exit::kFailed, fmt::format("the sound could not be read: {}", strerror(errno)));
    }
  }
}

// The bytes of a stream, some of them looked at before.
class ByteStream {
 public:
  explicit ByteStream(int descriptor) : descriptor_(descriptor) {}

  // Makes `count` bytes available in peeked(); false when the stream ends before.
  bool peek(std::size_t count) {
    while (ahead_.size() < count) {
      const std::size_t had = ahead_.size();
      ahead_.resize(count);
      const std::size_t got = read_some(descriptor_, ahead_.data() + had, count - had);
      ahead_.resize(had + got);
      if (got == 0) return false;
    }
    return true;
  }
  const std::uint8_t* peeked() const { return ahead_.data(); }
  void drop(std::size_t count) {
    ahead_.erase(ahead_.begin(), ahead_.begin() + static_cast<std::ptrdiff_t>(count));
  }

  std::size_t read(std::uint8_t* bytes, std::size_t size) {
    if (ahead_.empty()) return read_some(descriptor_, bytes, size);
    const std::size_t count = std::min(size, ahead_.size());
    std::memcpy(bytes, ahead_.data(), count);
    drop(count);
    return count;
  }

 private:
  int descriptor_;
  std::vector<std::uint8_t> ahead_;
};

std::uint32_t little_endian(const std::uint8_t* bytes, int count) {
  std::uint32_t value = 0;
  for (int i = count; i-- > 0;) value = value << 8 | bytes[i];
  return value;
}

[[noreturn]] void refuse_wav(const std::string& what, int sample_rate) {
  throw Error(Exit::kRefused, fmt::format("the WAV file on standard input {}", what),
              fmt::format("convert it: sox IN.wav -r {} -c 1 -b 16 -t raw - | satchel listen …",
                          sample_rate));
}

void check_format(const std::uint8_t* format, int sample_rate) {
  const std::uint32_t coding = little_endian(format, 2), channels = little_endian(format + 2, 2);
  const std::uint32_t rate = little_endian(format + 4, 4), bits = little_endian(format + 14, 2);
  if (coding != kWavPcm && coding != kWavExtensible) refuse_wav("is not plain PCM", sample_rate);
  if (channels != 1) refuse_wav(fmt::format("has {} channels, not one", channels), sample_rate);
  if (bits != 16) refuse_wav(fmt::format("has {} bits a sample, not 16", bits), sample_rate);
  if (rate != static_cast<std::uint32_t>(sample_rate)) {
    refuse_wav(fmt::format("has {} samples a second, not {}", rate, sample_rate), sample_rate);
  }
}

// Reads a WAV file's chunks up to its samples and returns how many bytes of them there are; nothing
// when the stream is raw PCM. 0xffffffff, from programs that write to a pipe, is "to the end".
std::optional<std::uint32_t> skip_wav_header(ByteStream& stream, int sample_rate) {
  if (!stream.peek(12) || std::memcmp(stream.peeked(), "RIFF", 4) != 0 ||
      std::memcmp(stream.peeked() + 8, "WAVE", 4) != 0) {
    return std::nullopt;
  }
  stream.drop(12);
  bool format_seen = false;
  for (;;) {
    if (!stream.peek(8)) refuse_wav("ends before its samples", sample_rate);
    const bool is_data = std::memcmp(stream.peeked(), "data", 4) == 0;
    const bool is_format = std::memcmp(stream.peeked(), "fmt ", 4) == 0;
    const std::uint32_t size = little_endian(stream.peeked() + 4, 4);
    stream.drop(8);
    if (is_data) {
      if (!format_seen) refuse_wav("does not say its format", sample_rate);
      return size;
    }
    if (size > 1 << 20 || (is_format && size < 16)) refuse_wav("is damaged", sample_rate);
    const std::size_t padded = size + size % 2;
    if (!stream.peek(padded)) refuse_wav("ends before its samples", sample_rate);
    if (is_format) check_format(stream.peeked(), sample_rate);
    format_seen = format_seen || is_format;
    stream.drop(padded);
  }
}

class DescriptorInput : public SoundInput {
 public:
  DescriptorInput(int descriptor, int sample_rate) : stream_(descriptor) {
    const std::optional<std::uint32_t> bytes = skip_wav_header(stream_, sample_rate);
    if (bytes && *bytes != UINT32_MAX) left_ = *bytes;
  }

  std::size_t read(std::span<std::int16_t> pcm) override {
    std::uint8_t* bytes = reinterpret_cast<std::uint8_t*>(pcm.data());
    std::size_t have = 0;
    if (half_) bytes[have++] = *half_;
    half_.reset();
    do {
      const std::size_t room = std::min<std::uint64_t>(pcm.size_bytes() - have, left_);
      const std::size_t got = room == 0 ? 0 : stream_.read(bytes + have, room);
      if (got == 0) return 0;  // half a sample at the end is none
      left_ -= got;
      have += got;
    } while (have < 2);
    if (have % 2 != 0) half_ = bytes[have - 1];
    return have / 2;
  }

 private:
  ByteStream stream_;
  std::uint64_t left_ = UINT64_MAX;   // bytes that belong to the sound
  std::optional<std::uint8_t> half_;  // of a sample whose other half is still to come
};

class MicrophoneInput : public SoundInput {
 public:
  MicrophoneInput(const std::string& device, int sample_rate)
      : recorder_(command(device, sample_rate), streams()),
        input_(recorder_.output().get(), sample_rate) {}

  std::size_t read(std::span<std::int16_t> pcm) override {
    const std::size_t samples = input_.read(pcm);
    if (samples > 0) return samples;
    const int exit_code = recorder_.wait();
    if (exit_code == 0) return 0;
    throw Error(
        Exit::kUnavailable, fmt::format("there is no sound from a microphone: {}", complaint()),
        "plug one in (`arecord -l` lists them, --device names one), or give PCM on standard "
        "input");
  }

 private:
  static std::vector<std::string> command(const std::string& device, int sample_rate) {
    std::vector<std::string> argv = {"arecord", "-q", "-t", "raw", "-f",
                                     "S16_LE",  "-c", "1",  "-r",  std::to_string(sample_rate)};
    if (!device.empty()) argv.insert(argv.end(), {"-D", device});
    return argv;
  }
  static SpawnOptions streams() {
    SpawnOptions options;
    options.output = options.errors = Stream::kPipe;
    return options;
  }
  // The last line that says something.
  std::string complaint() {
    std::string text(4096, '\0');
    text.resize(read_some(recorder_.errors().get(), text.data(), text.size()));
    while (!text.empty() && text.back() == '\n') text.pop_back();
    const std::size_t line = text.rfind('\n');
    return text.empty() ? "arecord ended" : text.substr(line == std::string::npos ? 0 : line + 1);
  }

  Process recorder_;
  DescriptorInput input_;
};

}  // namespace

std::unique_ptr<SoundInput> sound_from_descriptor(int descriptor, int sample_rate) {
  return std::make_unique<DescriptorInput>(descriptor, sample_rate);
}

std::unique_ptr<SoundInput> sound_from_microphone(const std::string& device, int sample_rate) {
  if (!program_exists("arecord")) {
    throw Error(Exit::kUnavailable, "the microphone is read by arecord, which is not installed",
                "apt-get install alsa-utils, or give PCM on standard input");
  }
  return std::make_unique<MicrophoneInput>(device, sample_rate);
}

}  // namespace satchel
