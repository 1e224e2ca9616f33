#pragma once

#include <cstdint>
#include <string>

#include "cli/verb.h"
#include "link/sign/envelope.h"
#include "link/sign/passphrase.h"

// What the verbs around keys and envelopes share.
namespace satchel {

// --passphrase-file; without it the environment or the person is asked.
void add_passphrase_option(CLI::App& verb, PassphraseSource& source);

// What an envelope says of a package. Throws Error(Exit::kRefused) when it does not validate or has
// no readable card.
PackageFacts package_facts(const std::string& path);

// "2027-01-31", its last second, or "2027-01-31T12:00:00Z"; in UTC. Seconds since 1970. Throws
// Error(Exit::kUnusable).
std::uint64_t parse_date(const std::string& text);
std::string date_text(std::uint64_t seconds);
std::uint64_t seconds_now();

// "0.2.1". Throws Error(Exit::kUnusable).
FirmwareVersion parse_firmware_version(const std::string& text);
std::string to_text(const FirmwareVersion& version);

}  // namespace satchel
