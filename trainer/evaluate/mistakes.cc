#include "trainer/evaluate/mistakes.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "compiler/frontend/clip_features.h"
#include "compiler/frontend/frontend_builder.h"
#include "trainer/data/audio.h"

namespace satchel {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

// The default front end without what takes the means away: pictures of two sounds compare.
std::vector<std::uint8_t> picture_front_end() {
  FrontEndDesign design;
  design.mean_removal = MeanRemoval::kNone;
  design.zero_point = -128;
  return build_front_end(design);
}

void draw(const FrontEndView& front_end, std::span<const std::int16_t> pcm, Mistake& mistake) {
  const std::vector<std::int16_t> rows = clip_features(front_end, pcm).rows;
  const std::int16_t loudest = std::max<std::int16_t>(*std::ranges::max_element(rows), 1);
  mistake.frames = static_cast<std::uint32_t>(front_end.rows());
  mistake.bands = static_cast<std::uint32_t>(front_end.columns());
  for (std::size_t band = 0; band < mistake.bands; ++band) {
    for (std::size_t frame = 0; frame < mistake.frames; ++frame) {
      const int level = std::max<int>(rows[frame * mistake.bands + band], 0);
      mistake.levels.push_back(static_cast<std::uint8_t>(level * 255 / loudest));
    }
  }
}

Json pack(const Mistake& mistake) {
  std::vector<std::uint8_t> pcm(mistake.pcm.size() * sizeof(std::int16_t));
  if (!pcm.empty()) std::memcpy(pcm.data(), mistake.pcm.data(), pcm.size());
  Json json = {{"name", mistake.name},
               {"truth", mistake.truth},
               {"answer", mistake.answer},
               {"confidence", mistake.confidence},
               {"frames", mistake.frames},
               {"bands", mistake.bands},
               {"levels", Json::binary(mistake.levels)},
               {"pcm", Json::binary(std::move(pcm))},
               {"recording", mistake.recording}};
  if (mistake.begins) json["begins"] = *mistake.begins;
  return json;
}

Mistake unpack(const Json& json) {
  Mistake mistake;
  json.at("name").get_to(mistake.name);
  json.at("truth").get_to(mistake.truth);
  json.at("answer").get_to(mistake.answer);
  json.at("confidence").get_to(mistake.confidence);
  json.at("frames").get_to(mistake.frames);
  json.at("bands").get_to(mistake.bands);
  mistake.levels = json.at("levels").get_binary();
  const std::vector<std::uint8_t>& pcm = json.at("pcm").get_binary();
  mistake.pcm.resize(pcm.size() / sizeof(std::int16_t));
  if (!mistake.pcm.empty()) std::memcpy(mistake.pcm.data(), pcm.data(), 2 * mistake.pcm.size());
  json.at("recording").get_to(mistake.recording);
  if (json.contains("begins")) mistake.begins = json.at("begins").get<std::uint64_t>();
  return mistake;
}

}  // namespace

std::string short_name(const std::string& file) {
  const fs::path path(file);
  return (path.parent_path().filename() / path.filename()).string();
}

std::vector<Mistake> collect_mistakes(const Scores& scores, std::span<const TestClip> clips,
                                      std::size_t limit) {
  const std::vector<std::uint8_t> section = picture_front_end();
  const FrontEndView front_end(section.data());
  std::vector<Mistake> mistakes;
  for (const WrongAnswer& wrong :
       std::span(scores.wrong).first(std::min(limit, scores.wrong.size()))) {
    const TestClip& clip = clips[wrong.clip];
    Mistake mistake;
    mistake.name = clip.synthetic ? clip.file : short_name(clip.file);
    mistake.truth = wrong.truth;
    mistake.answer = wrong.answer;
    mistake.confidence = wrong.confidence;
    draw(front_end, clip.pcm, mistake);
    if (clip.synthetic) {
      mistake.pcm.assign(clip.pcm.begin(), clip.pcm.end());
    } else {
      mistake.recording = fs::absolute(clip.begins ? clip.subject : clip.file).string();
      mistake.begins = clip.begins;
    }
    mistakes.push_back(std::move(mistake));
  }
  return mistakes;
}

std::vector<std::int16_t> sound_of(const Mistake& mistake) {
  if (mistake.recording.empty()) return mistake.pcm;
  const std::vector<std::int16_t> pcm = read_audio(mistake.recording);
  if (!mistake.begins) return fit_to_clip(pcm);
  const std::size_t first = std::min<std::size_t>(*mistake.begins, pcm.size());
  const std::size_t count = std::min<std::size_t>(kClipSamples, pcm.size() - first);
  const std::span<const std::int16_t> cut = std::span(pcm).subspan(first, count);
  return {cut.begin(), cut.end()};
}

void write_mistakes(const fs::path& path, std::span<const Mistake> mistakes) {
  Json json = Json::array();
  for (const Mistake& mistake : mistakes) json.push_back(pack(mistake));
  write_file_atomically(path, Json::to_cbor(json));
}

std::vector<Mistake> read_mistakes(const fs::path& path) {
  const std::vector<std::uint8_t> bytes = read_file(path);
  try {
    std::vector<Mistake> mistakes;
    for (const Json& mistake : Json::from_cbor(bytes)) mistakes.push_back(unpack(mistake));
    return mistakes;
  } catch (const Json::exception& error) {
    throw Error(Exit::kUnusable, path.string() + ": is damaged: " + error.what(),
                "Train again: `satchel train` writes it.");
  }
}

}  // namespace satchel
