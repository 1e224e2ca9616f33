#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/package/format.h"
#include "link/board/running_board.h"
#include "link/client/installation.h"
#include "link/sign/secret_key.h"
#include "wire/suit/update.h"

namespace satchel::testing_support {

using Bytes = std::vector<uint8_t>;

// A publisher of kits, with a key and a device class of its own.
class Publisher {
 public:
  // What a kit answers to, with the button pressed by `hand`.
  void provision(SmpClient& client, Hand& hand);
  // `change` may alter what it says.
  Bytes envelope(const std::string& lesson, const Bytes& package, uint64_t sequence,
                 const std::function<void(ModelUpdate*)>& change = {});
  // Everything up to the confirmation.
  Installed install(SmpClient& client, const std::string& lesson, const Bytes& package,
                    uint64_t sequence,
                    const std::function<void(uint64_t, uint64_t)>& progress = {});

 private:
  SecretKey key_ = SecretKey::generate();
};

// A package for `target` with `lesson` on its card, at least `size` bytes long; versions differ.
Bytes lesson_package(const std::string& lesson, Target target, uint32_t version, uint32_t size);

// The digest of what the image runs; empty when it runs nothing.
Bytes running_digest(SmpClient& client, uint32_t image = 1);
Bytes digest_of(const Bytes& bytes);

// The board when its firmware is built.
std::optional<BoardProfile> board_named(const std::string& name);
Target target_of(const BoardProfile& profile);

}  // namespace satchel::testing_support
