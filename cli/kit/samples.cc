#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <memory>

#include "base/file.h"
#include "base/hash.h"
#include "cli/kit/kits.h"
#include "cli/kit/verbs.h"
#include "cli/kit/words.h"
#include "cli/signing.h"
#include "link/samples/receipt.h"
#include "link/sign/public_key.h"

namespace satchel {
namespace {

struct SamplesOptions {
  std::vector<std::string> ports;
  std::string folder;  // where sealed samples and receipts go
  std::string erase;   // an id, or "all"
};

std::string id_text(std::uint64_t id) {
  return fmt::format("{:016x}", id);
}

std::uint64_t id_of(const std::string& text) {
  std::uint64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id, 16);
  if (error == std::errc() && end == text.data() + text.size()) return id;
  throw Error(Exit::kUnusable, "\"" + text + "\" is no sample's id",
              "satchel kit samples lists them; all erases every one.");
}

nlohmann::ordered_json to_json(const KitSample& sample) {
  return {{"id", id_text(sample.id)},
          {"image", sample.image},
          {"bytes", sample.bytes},
          {"until", date_text(sample.until)},
          {"package", to_hex(sample.package)},
          {"gone", sample.gone}};
}

// On the disk before the kit forgets it, and only when it is the kit's own word.
void fetch_receipt(Kit& kit, const KitSample& sample, const std::filesystem::path& folder,
                   nlohmann::ordered_json* json) {
  const std::vector<std::uint8_t> receipt = kit.receipt(sample.place);
  const SampleReceipt checked =
      check_sample_receipt(receipt, PublicKey::from_ed25519(kit.status().kit));
  const auto file = folder / (id_text(sample.id) + ".receipt");
  write_file_atomically(file, receipt);
  kit.receipt_taken(sample.place);
  (*json)["file"] = file.string();
  (*json)["reason"] = erasure_reason(checked.reason);
}

void fetch(Kit& kit, const KitSample& sample, const std::filesystem::path& folder,
           nlohmann::ordered_json* json) {
  if (sample.gone) return fetch_receipt(kit, sample, folder, json);
  const auto file = folder / (id_text(sample.id) + ".sample");
  write_file_atomically(file, kit.sample(sample.place));
  (*json)["file"] = file.string();
}

std::string line_of(const nlohmann::ordered_json& sample) {
  std::string line =
      fmt::format("{}  image {}, {}", sample["id"].get<std::string>(), sample["image"].get<int>(),
                  sample["gone"].get<bool>() ? "erased, its receipt waits"
                                             : fmt::format("{} bytes, to be deleted by {}",
                                                           sample["bytes"].get<std::uint32_t>(),
                                                           sample["until"].get<std::string>()));
  if (sample.contains("reason")) line += ": " + sample["reason"].get<std::string>();
  if (sample.contains("file")) line += " -> " + sample["file"].get<std::string>();
  return line + "\n";
}

Answer samples(const SamplesOptions& options) {
  if (!options.folder.empty()) std::filesystem::create_directories(options.folder);
  return with_kits(options.ports, Show::kNothing, [&](const KitTask& task) {
    if (options.erase == "all") task.kit.erase_all_samples();
    if (!options.erase.empty() && options.erase != "all") {
      task.kit.erase_sample(id_of(options.erase));
    }
    Answer answer;
    answer.json["samples"] = nlohmann::ordered_json::array();
    for (const KitSample& sample : task.kit.samples()) {
      nlohmann::ordered_json json = to_json(sample);
      if (!options.folder.empty()) fetch(task.kit, sample, options.folder, &json);
      answer.text += line_of(json);
      answer.json["samples"].push_back(std::move(json));
    }
    if (answer.text.empty()) answer.text = "no samples\n";
    answer.text.pop_back();
    return answer;
  });
}

}  // namespace

void add_kit_samples(Verbs& verbs) {
  auto options = std::make_shared<SamplesOptions>();
  CLI::App& verb =
      verbs.add("kit samples", "List, fetch and erase the sealed samples that a kit keeps",
                [options](const CommonOptions&) { return samples(*options); });
  add_port_option(verb, options->ports);
  verb.add_option("--fetch", options->folder,
                  "Save sealed samples and receipts of erased ones in this folder");
  verb.add_option("--erase", options->erase, "A sample's id, or all; the receipts wait");
}

}  // namespace satchel
