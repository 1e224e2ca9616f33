#pragma once

#include <filesystem>
#include <string>

#include "link/sign/secret_bytes.h"

namespace satchel {

// Where a passphrase comes from: a file when one is named, else the environment variable
// SATCHEL_PASSPHRASE, else the person at the terminal. Never the command line, which others can
// see.
struct PassphraseSource {
  std::filesystem::path file;  // its first line; empty: no file
};

// `purpose` is shown at the terminal: "Passphrase of school.key". With `twice` it is asked for
// again and both have to agree. Throws Error(Exit::kUnusable) when there is none to be had.
SecretText read_passphrase(const PassphraseSource& source, const std::string& purpose, bool twice);

}  // namespace satchel
