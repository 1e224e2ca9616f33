#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/verb.h"
#include "link/sign/envelope.h"
#include "link/sign/passphrase.h"
#include "link/sign/sealing_key.h"
#include "link/sign/secret_key.h"

// What the verbs around keys and envelopes share.
namespace satchel {

// --passphrase-file; without it the environment or the person is asked.
void add_passphrase_option(CLI::App& verb, PassphraseSource& source);

// The secret key in a file. The kind is looked at first: nobody is asked for the passphrase of a
// key that is of no use here. Throws what SecretKey::open(), SealingKey::open() and
// read_passphrase() do.
SecretKey open_publisher_key(const std::string& path, const PassphraseSource& source);
SealingKey open_sealing_key(const std::string& path, KeyKind kind, const PassphraseSource& source);

// What an envelope says of a package. Throws Error(Exit::kRefused) when it does not validate or has
// no readable card.
PackageFacts package_facts(const std::string& path);

// "2027-01-31", its last second, or "2027-01-31T12:00:00Z"; in UTC. Seconds since 1970. Throws
// Error(Exit::kUnusable).
std::uint64_t parse_date(const std::string& text);
std::string date_text(std::uint64_t seconds);
std::uint64_t seconds_now();

// --sequence: a whole number from 1 to 2^63 - 1.
CLI::Option* add_sequence_option(CLI::App& verb, std::uint64_t& sequence, const std::string& help);

// Throws Error(Exit::kUnusable) when writing `output` would destroy a key or one of `inputs`.
void check_output(const std::string& output, const std::vector<std::string>& inputs);

// "0.2.1". Throws Error(Exit::kUnusable).
FirmwareVersion parse_firmware_version(const std::string& text);
std::string to_text(const FirmwareVersion& version);

}  // namespace satchel
