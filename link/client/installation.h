#pragma once

#include "link/client/kit.h"

namespace satchel {

// Where an installation is, for a bar: the transfer counts bytes, the trial windows.
enum class InstallStage : uint8_t { kEnvelope, kTransfer, kTrial, kConfirmed };

struct InstallOptions {
  uint64_t now = 0;  // seconds since 1970; the kit's clock is set to it
  // How long the trial may take to prove healthy. A package that listens needs its windows of
  // sound.
  std::chrono::milliseconds trial{180000};
  std::chrono::milliseconds ask_every{300};
  std::function<void(InstallStage stage, uint64_t done, uint64_t total)> progress;
};

struct Installed {
  uint32_t image = 0;
  std::string lesson;
  uint64_t sequence = 0;
  PackageDigest package = {};
  bool transferred = false;  // else the kit had its bytes already
  bool tried = false;        // else it ran and was confirmed already
};

// Brings a package to a kit, from whatever state an earlier attempt left it in: time, envelope
// (once `package` was found to be the one that it names, for it costs its sequence number),
// transfer, trial, confirmation (docs/design/durable_store.md tells what survives a power cut).
// Throws Exit::kRefused when the kit turns something down, when `package` is not the one that the
// envelope names, or when the trial fails; the kit then runs what it ran before. Exit::kUnavailable
// when the kit falls silent or the trial does not end in time: the same call goes on later.
Installed install(Kit& kit, std::span<const uint8_t> envelope, std::span<const uint8_t> package,
                  const InstallOptions& options);

}  // namespace satchel
