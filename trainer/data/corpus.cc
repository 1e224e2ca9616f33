#include "trainer/data/corpus.h"

#include <algorithm>
#include <filesystem>

#include "base/hash.h"

namespace satchel {
namespace {

void add_text(Sha256& hash, std::string_view text) {
  const std::uint8_t end = 0;
  hash.update({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  hash.update({&end, 1});
}

void add_samples(Sha256& hash, std::span<const std::int16_t> pcm) {
  hash.update({reinterpret_cast<const std::uint8_t*>(pcm.data()), pcm.size_bytes()});
}

}  // namespace

int Corpus::label_index(std::string_view label) const {
  const auto found = std::find(labels.begin(), labels.end(), label);
  return found == labels.end() ? -1 : static_cast<int>(found - labels.begin());
}

// File names count without their folders, so that a moved data set is still the same one.
std::string digest_of(const Corpus& corpus) {
  Sha256 hash;
  for (const std::string& label : corpus.labels) add_text(hash, label);
  for (const Clip& clip : corpus.clips) {
    add_text(hash, std::filesystem::path(clip.file).filename().string());
    add_text(hash, clip.label);
    add_text(hash, clip.word);
    add_text(hash, clip.subject);
    add_samples(hash, clip.pcm);
  }
  for (const NoiseRecording& noise : corpus.noise) {
    add_text(hash, std::filesystem::path(noise.file).filename().string());
    add_samples(hash, noise.pcm);
  }
  return to_hex(hash.finish());
}

}  // namespace satchel
