#include "cli/package_source.h"

#include <fmt/format.h>

#include "base/error.h"
#include "compiler/emit/run.h"
#include "compiler/source/source.h"
#include "core/package/view.h"

namespace satchel {
namespace {

namespace fs = std::filesystem;

void require_target(const fs::path& source, Target target, std::optional<Target> wanted) {
  if (!wanted || *wanted == target) return;
  throw Error(Exit::kRefused,
              fmt::format("{} is compiled for {}, not for {}", source.string(), target_name(target),
                          target_name(*wanted)),
              "compile it for that target, or name the out folder it was made from");
}

}  // namespace

std::string LoadedPackage::label(int index) const {
  const auto place = static_cast<std::size_t>(index);
  if (place < card.labels.size() && !card.labels[place].empty()) return card.labels[place];
  return std::to_string(index);
}

LoadedPackage load_package(const fs::path& source, std::optional<Target> wanted) {
  LoadedPackage loaded;
  loaded.bytes = fs::is_directory(source) ? compile_source(source, wanted.value_or(Target::kHost))
                                          : read_package(source);
  PackageView view;
  const Finding finding = PackageView::open(loaded.bytes.data(), loaded.bytes.size(), &view);
  if (!finding.ok()) {
    throw Error(Exit::kRefused,
                fmt::format("{} cannot be used: {}", source.string(), finding_text(finding)),
                "name an out folder of `satchel train`, or a .satchel file of `satchel compile`");
  }
  loaded.target = view.target();
  require_target(source, loaded.target, wanted);
  const Bytes card = view.section(Section::kCard);
  if (card.size > 0) loaded.card = read_card({card.data, card.size}, source.string());
  return loaded;
}

}  // namespace satchel
