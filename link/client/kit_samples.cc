// Samples and consent: spec/smp.md, group 64, commands 12 to 15.
#include <algorithm>

#include "link/client/kit.h"

namespace satchel {
namespace {

// The largest sample of any board: minutes of sound.
constexpr uint64_t kMostSampleBytes = 4 << 20;

// Calls `take(entry)` for each map in the array `key`.
template <class Take>
void for_each_map(const SmpAnswer& answer, const char* key, Take take) {
  CborReader reader(nullptr, 0);
  CborContainer entries;
  if (!answer.map().find(key, &reader) || !reader.enter_array(&entries)) {
    throw Error(Exit::kUnavailable, std::string("the kit's answer has no \"") + key + "\"",
                "It speaks another version of the protocol.");
  }
  while (reader.next(&entries)) {
    const uint8_t* start = reader.position();
    if (!reader.skip()) break;
    take(CborMap(start, static_cast<size_t>(reader.position() - start)));
  }
}

}  // namespace

std::vector<KitSample> Kit::samples() {
  SmpRequest map;
  std::vector<KitSample> samples;
  for_each_map(ask(smp_kit::kSamples, map), "samples", [&](const CborMap& entry) {
    KitSample sample;
    ByteView package;
    entry.get("place", &sample.place);
    entry.get("id", &sample.id);
    entry.get("image", &sample.image);
    entry.get("bytes", &sample.bytes);
    entry.get("until", &sample.until);
    entry.get("gone", &sample.gone);
    if (entry.get_bytes("package", &package) && package.size == sample.package.size()) {
      std::copy_n(package.data, package.size, sample.package.begin());
    }
    samples.push_back(sample);
  });
  return samples;
}

// The last read, at the end, tells the kit that nothing more is wanted.
std::vector<uint8_t> Kit::sample(uint32_t place) {
  std::vector<uint8_t> bytes;
  for (;;) {
    SmpRequest map;
    map.add("place", place).add("off", bytes.size());
    const SmpAnswer answer = ask(smp_kit::kSample, map);
    const uint64_t total = answer.number("len");
    const std::vector<uint8_t> piece = answer.bytes("data");
    if (total > kMostSampleBytes || bytes.size() + piece.size() > total ||
        (piece.empty() && bytes.size() < total)) {
      throw Error(Exit::kUnavailable, "the kit's answers do not make a sample",
                  "Try again; if it stays so, reset the kit.");
    }
    if (piece.empty()) return bytes;
    bytes.insert(bytes.end(), piece.begin(), piece.end());
  }
}

void Kit::erase_sample(uint64_t id) {
  SmpRequest map;
  map.add("id", id);
  tell(smp_kit::kSample, map);
}

void Kit::erase_all_samples() {
  SmpRequest map;
  map.add_flag("all", true);
  tell(smp_kit::kSample, map);
}

std::vector<uint8_t> Kit::receipt(uint32_t place) {
  SmpRequest map;
  map.add("place", place);
  return ask(smp_kit::kReceipt, map).bytes("data");
}

void Kit::receipt_taken(uint32_t place) {
  SmpRequest map;
  map.add("place", place);
  tell(smp_kit::kReceipt, map);
}

std::vector<KitConsent> Kit::consents() {
  SmpRequest map;
  std::vector<KitConsent> consents;
  for_each_map(ask(smp_kit::kConsent, map), "consent", [&](const CborMap& entry) {
    KitConsent consent;
    ByteView purpose;
    entry.get("until", &consent.until);
    if (entry.get_text("purpose", &purpose)) {
      consent.purpose.assign(reinterpret_cast<const char*>(purpose.data), purpose.size);
    }
    consents.push_back(consent);
  });
  return consents;
}

void Kit::ask_consent(const std::string& purpose, uint64_t until, const ButtonWait& button) {
  SmpRequest map;
  map.add_text("purpose", purpose).add("until", until);
  tell_with_button(smp_kit::kConsent, map.finish(), button);
}

void Kit::withdraw_consent(const std::string& purpose) {
  SmpRequest map;
  map.add_text("withdraw", purpose);
  tell(smp_kit::kConsent, map);
}

}  // namespace satchel
