#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "base/file.h"
#include "base/hash.h"
#include "cli/several.h"
#include "cli/signing.h"
#include "link/samples/opened_sample.h"
#include "trainer/data/audio.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;

// The largest sample of any board: minutes of sound.
constexpr std::uint64_t kMostSampleBytes = 4u << 20;

struct OpenOptions {
  std::vector<std::string> files;
  std::string key;
  std::string folder;
  PassphraseSource passphrase;
};

// The kit deletes a sample on its date; the steward's copy goes by then, too (spec/samples.md).
void refuse_overdue(const OpenedSample& sample) {
  if (seconds_now() < sample.delete_by) return;
  throw Error(
      Exit::kRefused,
      fmt::format("it was to be deleted by {}, so it is not written", date_text(sample.delete_by)),
      "Delete it: what was consented to has ended.");
}

// What the recording itself says, for whoever finds it later.
std::string comment_of(const OpenedSample& sample) {
  return fmt::format("Lesson {}, for {}, to be deleted by {}", sample.lesson, sample.purpose,
                     date_text(sample.delete_by));
}

// The file is its owner's alone. The same sample may be opened again; what else has its name stays.
void write_sound(const OpenedSample& sample, const fs::path& path) {
  const std::vector<std::uint8_t> wav =
      wav_bytes(sample.sound, static_cast<int>(sample.samples_per_second), comment_of(sample));
  if (fs::exists(path) && read_file(path) == wav) return;
  write_secret_file(path, wav);
}

Answer describe(const OpenedSample& sample, const std::string& id, const fs::path& path) {
  const double seconds =
      static_cast<double>(sample.sound.size()) / static_cast<double>(sample.samples_per_second);
  Answer answer;
  answer.json = {{"id", id},
                 {"lesson", sample.lesson},
                 {"package", to_hex(sample.package_digest)},
                 {"purpose", sample.purpose},
                 {"delete_by", date_text(sample.delete_by)},
                 {"samples_per_second", sample.samples_per_second},
                 {"samples", sample.sound.size()},
                 {"best", sample.best},
                 {"margin", sample.margin},
                 {"wav", path.string()}};
  answer.text = fmt::format(
      "{}: {:.1f} s of lesson {}, for {}, to be deleted by {}\n"
      "  package {}\n"
      "  the kit's best answer was output {}, by {} of 256",
      path.string(), seconds, sample.lesson, sample.purpose, date_text(sample.delete_by),
      to_hex(sample.package_digest), sample.best, sample.margin);
  return answer;
}

Answer open_samples(const OpenOptions& options) {
  const SealingKey steward = open_sealing_key(options.key, KeyKind::kSteward, options.passphrase);
  return with_files(options.files, kMostSampleBytes, "samples",
                    [&](const std::vector<std::uint8_t>& sealed) {
                      const OpenedSample sample = open_sample(sealed, steward);
                      refuse_overdue(sample);
                      const std::string id = fmt::format("{:016x}", sample.id);
                      const fs::path path = fs::path(options.folder) / (id + ".wav");
                      write_sound(sample, path);
                      return describe(sample, id, path);
                    });
}

}  // namespace

void add_samples(Verbs& verbs) {
  verbs.describe("samples", "The sealed samples of kits, for their steward");
  auto options = std::make_shared<OpenOptions>();
  CLI::App& verb =
      verbs.add("samples open", "Open sealed samples with the steward's key, each to a WAV file",
                [options](const CommonOptions&) { return open_samples(*options); });
  verb.add_option("files", options->files, "What `satchel kit samples --fetch` saved")->required();
  verb.add_option("--key", options->key, "The steward's .key file, or a secret X25519 key as PEM")
      ->required();
  verb.add_option("-o,--output", options->folder, "The folder for ID.wav, readable by you alone")
      ->required();
  add_passphrase_option(verb, options->passphrase);
}

}  // namespace satchel
