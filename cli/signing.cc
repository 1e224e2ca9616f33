#include "cli/signing.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>

#include "base/hash.h"
#include "compiler/card/card.h"
#include "compiler/emit/run.h"
#include "compiler/source/source.h"
#include "link/sign/key_file.h"

namespace satchel {
namespace {

constexpr std::uint64_t kSecondsADay = 86400;

std::chrono::year_month_day calendar_day(int year, int month, int day) {
  return {std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
          std::chrono::day(static_cast<unsigned>(day))};
}

// A calendar day that exists.
bool is_day(int year, int month, int day) {
  return year >= 1970 && year <= 9999 && month > 0 && day > 0 &&
         calendar_day(year, month, day).ok();
}

std::uint64_t start_of(int year, int month, int day) {
  const std::chrono::sys_days days = calendar_day(year, month, day);
  return static_cast<std::uint64_t>(days.time_since_epoch().count()) * kSecondsADay;
}

}  // namespace

void add_passphrase_option(CLI::App& verb, PassphraseSource& source) {
  verb.add_option("--passphrase-file", source.file,
                  "Read the passphrase from the first line of this file (else from "
                  "SATCHEL_PASSPHRASE, else you are asked)");
}

SecretKey open_publisher_key(const std::string& path, const PassphraseSource& source) {
  require_kind(path, stated_key(path).kind, KeyKind::kPublisher);
  return SecretKey::open(path, read_passphrase(source, "Passphrase of " + path, false));
}

SealingKey open_sealing_key(const std::string& path, KeyKind kind, const PassphraseSource& source) {
  return SealingKey::open(path, kind,
                          [&] { return read_passphrase(source, "Passphrase of " + path, false); });
}

PackageFacts package_facts(const std::string& path) {
  const PackageBytes bytes = read_package(path);
  const Runner runner(bytes, path);
  const Bytes card = runner.package().section(Section::kCard);
  if (card.size == 0) {
    throw Error(Exit::kRefused, path + " has no card, so nobody knows which lesson it is",
                "Compile it again; `satchel inspect` shows what a package holds.");
  }
  PackageFacts facts;
  facts.name = read_card({card.data, card.size}, path).name;
  facts.size = bytes.size();
  facts.digest = sha256(bytes);
  return facts;
}

std::uint64_t parse_date(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, end = 0;
  const bool whole_day =
      std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 &&
      end == static_cast<int>(text.size());
  const bool moment = !whole_day &&
                      std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &year, &month, &day,
                                  &hour, &minute, &second, &end) == 6 &&
                      end == static_cast<int>(text.size());
  const bool in_range =
      hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
  if ((!whole_day && !moment) || !in_range || !is_day(year, month, day)) {
    throw Error(Exit::kUnusable, "`" + text + "` is no date",
                "Write 2027-01-31 (that day's end, UTC) or 2027-01-31T12:00:00Z.");
  }
  const std::uint64_t start = start_of(year, month, day);
  if (whole_day) return start + kSecondsADay - 1;
  return start + static_cast<std::uint64_t>(hour * 3600 + minute * 60 + second);
}

std::string date_text(std::uint64_t seconds) {
  const std::time_t time = static_cast<std::time_t>(seconds);
  std::tm utc = {};
  char text[32] = {};
  if (seconds > 253402300799u || ::gmtime_r(&time, &utc) == nullptr ||
      std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc) == 0) {
    return fmt::format("{} s after 1970", seconds);
  }
  return text;
}

std::uint64_t seconds_now() {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(
                                        std::chrono::system_clock::now().time_since_epoch())
                                        .count());
}

CLI::Option* add_sequence_option(CLI::App& verb, std::uint64_t& sequence, const std::string& help) {
  const CLI::Validator number(
      [](std::string& text) -> std::string {
        std::int64_t value = 0;
        const char* const end = text.data() + text.size();
        const auto [stopped, error] = std::from_chars(text.data(), end, value);
        if (error == std::errc() && stopped == end && value >= 1) return {};
        return "\"" + text + "\" is no whole number from 1 to 9223372036854775807";
      },
      "1 …");
  return verb.add_option("--sequence", sequence, help)->required()->check(number);
}

void check_output(const std::string& output, const std::vector<std::string>& inputs) {
  const std::string hint = "Name another file with -o.";
  const std::filesystem::path path = output;
  if (path.extension() == ".key" || path.extension() == ".pub") {
    throw Error(Exit::kUnusable, output + " is a key's name: what is written would replace a key",
                hint);
  }
  for (const std::string& input : inputs) {
    std::error_code unknown;
    if (std::filesystem::equivalent(path, input, unknown)) {
      throw Error(Exit::kUnusable, output + " is read by this command and would be replaced", hint);
    }
  }
}

FirmwareVersion parse_firmware_version(const std::string& text) {
  FirmwareVersion version;
  int end = 0;
  if (text.find_first_not_of("0123456789.") != std::string::npos || text.size() > 29 ||
      std::sscanf(text.c_str(), "%9u.%9u.%9u%n", &version.major, &version.minor, &version.patch,
                  &end) != 3 ||
      end != static_cast<int>(text.size())) {
    throw Error(Exit::kUnusable, "`" + text + "` is no firmware version", "Write it as 0.2.1.");
  }
  return version;
}

std::string to_text(const FirmwareVersion& version) {
  return fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
}

}  // namespace satchel
