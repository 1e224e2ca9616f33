#include "trainer/synth/person.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <sstream>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "trainer/augment/random.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;

constexpr int kFormants = 9;  // espeak-ng's, of which 0 is the voice bar
constexpr int kMeantPriority =
    2;  // voices that espeak-ng means at least so much are drawn more often
constexpr double kMeantWeight = 3;

Random random_for(const std::string& text) {
  const Sha256Digest digest = sha256(text);
  std::uint64_t seed = 0;
  for (int i = 0; i < 8; ++i) seed = seed << 8 | digest[i];
  return Random(seed);
}

// What is taken from one of espeak-ng's own variants: the shape of its formants, not their place.
struct VariantShape {
  std::array<double, kFormants> frequency;  // against their mean
  bool female = false;
  int klatt = 0;  // the other synthesiser of espeak-ng, 0: not used
};

VariantShape read_shape(const fs::path& file) {
  VariantShape shape;
  shape.frequency.fill(1);
  std::istringstream lines(read_text_file(file, 1 << 16));
  std::string line, key, text;
  while (std::getline(lines, line)) {
    std::istringstream in(line);
    int index = 0;
    double percent = 100;
    if (!(in >> key)) continue;
    if (key == "formant" && in >> index >> percent && index >= 0 && index < kFormants) {
      shape.frequency[index] = std::clamp(percent / 100, 0.8, 1.25);
    } else if (key == "gender" && in >> text) {
      shape.female = text == "female" || text == "Female";
    } else if (key == "klatt") {
      in >> shape.klatt;
    }
  }
  const double mean = (shape.frequency[1] + shape.frequency[2] + shape.frequency[3]) / 3;
  for (double& value : shape.frequency) value = std::clamp(value / mean, 0.9, 1.1);
  return shape;
}

// A vocal tract's length shifts all formants (`scale`); pitch goes with it, loosely. Ranges are
// those of men, women and children together (Peterson and Barney 1952; Hillenbrand et al. 1995).
struct Body {
  double scale = 1;
  double pitch = 100;  // Hz, the lowest
};

Body draw_body(const VariantShape& shape, Random& random) {
  if (random.happens(0.14)) return {random.between(1.15, 1.38), random.log_between(210, 380)};
  if (random.happens(shape.female ? 0.75 : 0.35)) {
    return {random.between(1.0, 1.22), random.log_between(150, 260)};
  }
  return {random.between(0.88, 1.06), random.log_between(75, 165)};
}

int around(double middle, double deviation, double low, double high, Random& random) {
  return static_cast<int>(std::clamp(middle + deviation * random.normal(), low, high));
}

void add_formants(const VariantShape& shape, const Body& body, Random& random, std::string& out) {
  for (int i = 0; i < kFormants; ++i) {
    const double jitter = 1 + (i == 0 ? 0.1 : 0.035) * random.normal();
    const double scale = (i == 0 ? 1 : body.scale) * shape.frequency[i] * jitter;
    const int height = around(100, 25, 40, 170, random);
    const double width = std::clamp(100 * std::exp(0.3 * random.normal()), 50.0, 250.0);
    out += fmt::format("formant {} {} {} {}\n", i, static_cast<int>(100 * scale), height,
                       static_cast<int>(width));
  }
}

// In eight bands.
std::string breath(double amount, Random& random) {
  std::string line = "breath";
  for (int i = 0; i < 8; ++i) {
    line += fmt::format(" {}", static_cast<int>(amount * random.between(0.3, 1.3)));
  }
  return line + "\n";
}

void add_timbre(Random& random, std::string& out) {
  auto whole = [&](double low, double high) { return static_cast<int>(random.between(low, high)); };
  if (random.happens(0.5)) out += fmt::format("flutter {}\n", whole(0, 12));
  if (random.happens(0.35)) out += fmt::format("roughness {}\n", whole(0, 5));
  if (random.happens(0.35)) out += fmt::format("voicing {}\n", whole(50, 140));
  if (random.happens(0.3)) {
    const double amount = random.happens(0.8) ? random.between(0, 12) : random.between(10, 50);
    out += breath(amount, random);
  }
  if (random.happens(0.7)) {
    const int weak = whole(60, 170);
    out += fmt::format("consonants {} {}\n", weak, whole(60, 170));
  }
  if (!random.happens(0.5)) return;
  out += "tone";
  for (const int hertz : {100, 600, 1200, 2500, 5000}) {
    out += fmt::format(" {} {}", hertz, whole(90, 255));
  }
  out += "\n";
}

// How long syllables are by their stress; the numbers are espeak-ng's defaults, varied.
void add_rhythm(Random& random, std::string& out) {
  out += fmt::format("intonation {}\n", 1 + random.below(4));
  if (!random.happens(0.6)) return;
  out += "stressLength";
  for (const double length : {150, 130, 190, 170, 0, 0, 240, 270}) {
    out += fmt::format(" {}", static_cast<int>(length * std::exp(0.15 * random.normal())));
  }
  out += "\n";
}

const EspeakVoice& draw_voice(const std::vector<EspeakVoice>& voices, Random& random) {
  auto weight = [](const EspeakVoice& voice) {
    return voice.priority <= kMeantPriority ? kMeantWeight : 1.0;
  };
  double total = 0;
  for (const EspeakVoice& voice : voices) total += weight(voice);
  double at = random.uniform() * total;
  for (const EspeakVoice& voice : voices) {
    at -= weight(voice);
    if (at < 0) return voice;
  }
  return voices.back();
}

// Only what the name of a file may hold on every system.
std::string plain(std::string text) {
  std::erase_if(text, [](unsigned char c) { return !std::isalnum(c) && c != '-'; });
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

SyntheticPerson make_person(const std::vector<EspeakVoice>& voices,
                            const std::vector<fs::path>& variants, int number) {
  Random choice = random_for(fmt::format("synthetic person {}", number));
  SyntheticPerson person;
  person.voice = draw_voice(voices, choice);
  const fs::path& base = variants[choice.below(variants.size())];
  person.subject = fmt::format("synth-{}-{}-{:03}", plain(person.voice.language),
                               plain(base.filename().string()), number);
  Random random = random_for(person.subject);
  const VariantShape shape = read_shape(base);
  const Body body = draw_body(shape, random);
  const double highest = body.pitch * std::exp(random.between(0.1, 0.55));
  person.variant = fmt::format("language variant\nname {}\npitch {} {}\n", person.subject,
                               static_cast<int>(body.pitch), static_cast<int>(highest));
  add_formants(shape, body, random, person.variant);
  add_timbre(random, person.variant);
  add_rhythm(random, person.variant);
  if (shape.klatt > 0 || random.happens(0.1)) {
    person.variant += fmt::format("klatt {}\n", 1 + random.below(5));
  }
  const double pace = 132 * std::exp(0.25 * random.normal());
  person.words_per_minute = static_cast<int>(std::clamp(pace, 80.0, 300.0));
  return person;
}

std::vector<fs::path> list_variants(const Espeak& espeak) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(espeak.data() / "voices" / "!v", error)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  if (files.empty()) {
    throw Error(Exit::kUnavailable, "espeak-ng's voice variants are not where its data is",
                "Install its data: apt-get install espeak-ng-data");
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace satchel
