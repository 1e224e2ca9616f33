#include <fmt/format.h>

#include <memory>

#include "base/hash.h"
#include "cli/kit/kits.h"
#include "cli/kit/verbs.h"
#include "cli/signing.h"
#include "link/sign/public_key.h"
#include "link/sign/uuid5.h"

namespace satchel {
namespace {

struct ProvisionOptions {
  std::vector<std::string> ports;
  std::string key;
  std::string device_class;
  ButtonOptions button;
};

Answer provision_one(const ProvisionOptions& options, const PublicKey& publisher,
                     const KitTask& task) {
  const Uuid id = class_id(options.device_class);
  KitClassId wanted;
  std::copy(id.begin(), id.end(), wanted.begin());
  const KitKey kit = task.kit.provision(publisher.ed25519(), wanted, seconds_now(),
                                        button_of(options.button, task));
  task.bar.finish("kit " + short_name(kit), true);
  Answer answer;
  answer.json = {{"kit", to_hex(kit)},
                 {"publisher", to_hex(publisher.ed25519())},
                 {"publisher_fingerprint", publisher.fingerprint()},
                 {"class", options.device_class},
                 {"class_id", to_text(id)}};
  answer.text = fmt::format("kit {}, of class {}, believes {}", to_hex(kit), options.device_class,
                            publisher.fingerprint());
  return answer;
}

Answer provision(const ProvisionOptions& options) {
  if (options.device_class.empty()) {
    throw Error(Exit::kUnusable, "the device class is empty",
                "Take any text; envelopes are signed for the same one.");
  }
  const PublicKey publisher = PublicKey::read(options.key);
  if (!publisher.is_ed25519()) {
    throw Error(Exit::kUnusable, options.key + " is no Ed25519 key",
                "Kits take keys of `satchel keys new`.");
  }
  if (!options.button.press) say("satchel: press the kit's button");
  return with_kits(options.ports, Show::kBars,
                   [&](const KitTask& task) { return provision_one(options, publisher, task); });
}

}  // namespace

void add_kit_provision(Verbs& verbs) {
  auto options = std::make_shared<ProvisionOptions>();
  CLI::App& verb =
      verbs.add("kit provision", "Give a kit to a publisher, once: by cable and with its button",
                [options](const CommonOptions&) { return provision(*options); });
  add_port_option(verb, options->ports);
  verb.add_option("--key", options->key, "The publisher's .pub file")->required();
  verb.add_option("--class", options->device_class,
                  "The device class, any text: the kit takes only what is signed for it")
      ->required();
  add_button_options(verb, options->button);
}

}  // namespace satchel
