#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "pages/report/html.h"
#include "pages/report/media.h"
#include "pages/report/sections.h"

namespace satchel {
namespace {

constexpr std::size_t kShown = 12;  // pictures; the others unfold

using Examples = std::span<const WrongExample>;

std::string caption(const WrongExample& example) {
  return fmt::format("<b>{}</b>, taken for <b>{}</b> ({:.0f} % sure)", label_name(example.truth),
                     label_name(example.answer), 100 * example.confidence);
}

std::string figure(const WrongExample& example) {
  std::string out = fmt::format("<figure><img alt=\"Spectrogram of {}\" src=\"{}\">",
                                label_name(example.truth), picture_address(example.spectrogram));
  if (!example.recording.empty()) {
    out += fmt::format("<audio controls preload=\"none\" src=\"{}\"></audio>",
                       sound_address(example.recording));
  }
  return out + fmt::format("<figcaption>{}<code>{}</code></figcaption></figure>\n",
                           caption(example), escape(example.file));
}

std::string gallery(Examples examples) {
  std::string out = "<div class=\"wrong\">\n";
  for (const WrongExample& example : examples) out += figure(example);
  return out + "</div>\n";
}

std::string names(Examples examples) {
  std::string out = "<ul class=\"names\">\n";
  for (const WrongExample& example : examples) {
    out += fmt::format("<li>{} <code>{}</code></li>\n", caption(example), escape(example.file));
  }
  return out + "</ul>\n";
}

std::string folded(const char* summary, std::size_t count, const std::string& content) {
  return fmt::format("<details><summary>{} {}</summary>{}</details>\n", format_count(count),
                     summary, content);
}

}  // namespace

std::string wrong_section(const Report& report) {
  if (report.wrong.empty()) return "";
  const auto unpictured = std::ranges::find_if(
      report.wrong, [](const WrongExample& example) { return example.spectrogram.levels.empty(); });
  const auto pictured = static_cast<std::size_t>(unpictured - report.wrong.begin());
  const Examples all(report.wrong);
  const std::size_t shown = std::min(kShown, pictured);
  std::string out = fmt::format(
      "<section><h2>What it got wrong</h2>\n<p>{}, the surest first. Each picture is one second of "
      "sound: time runs to the right, pitch upwards, bright is loud.</p>\n",
      report.wrong.size() == 1 ? "One mistake" : format_count(report.wrong.size()) + " mistakes");
  out += gallery(all.first(shown));
  if (pictured > shown) {
    out += folded("more with pictures", pictured - shown,
                  gallery(all.subspan(shown, pictured - shown)));
  }
  if (all.size() > pictured) {
    out += folded("more by name", all.size() - pictured, names(all.subspan(pictured)));
  }
  return out + "</section>\n";
}

}  // namespace satchel
