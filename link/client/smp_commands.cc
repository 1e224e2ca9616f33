// The commands of SMP's own groups.
#include <algorithm>
#include <array>

#include "link/client/smp_client.h"

namespace satchel {
namespace {

constexpr size_t kOneLineMessage = kSmpLineRawBytes - kSmpPacketOverhead;
// A package that is tried is read once more before it runs, and its golden vectors are run.
constexpr auto kTrialTimeout = std::chrono::seconds(180);
constexpr size_t kSettingBytes = 4;

std::string text_of(ByteView view) {
  return std::string(reinterpret_cast<const char*>(view.data), view.size);
}

ImageSlot slot_of(const CborMap& entry) {
  ImageSlot slot;
  ByteView view;
  entry.get("image", &slot.image);
  entry.get("slot", &slot.slot);
  if (entry.get_text("version", &view)) slot.version = text_of(view);
  if (entry.get_bytes("hash", &view)) slot.hash.assign(view.data, view.data + view.size);
  entry.get("active", &slot.active);
  entry.get("confirmed", &slot.confirmed);
  entry.get("pending", &slot.pending);
  return slot;
}

std::vector<ImageSlot> slots_of(const SmpAnswer& answer) {
  std::vector<ImageSlot> slots;
  answer.each("images", [&](const CborMap& entry) { slots.push_back(slot_of(entry)); });
  return slots;
}

}  // namespace

std::string SmpClient::echo(const std::string& text) {
  SmpRequest map(text.size() + 32);
  map.add_text("d", text);
  return request(SmpOp::kWrite, smp_group::kOs, smp_os::kEcho, map.finish()).text("r");
}

size_t SmpClient::message_limit() {
  if (message_limit_ != 0) return message_limit_;
  message_limit_ = kOneLineMessage;
  try {
    SmpRequest map;
    const uint64_t packet =
        request(SmpOp::kRead, smp_group::kOs, smp_os::kParameters, map.finish()).number("buf_size");
    if (packet > kSmpPacketOverhead + kOneLineMessage) {
      message_limit_ = std::min<size_t>(packet, kLargestSmpPacket) - kSmpPacketOverhead;
    }
  } catch (const SmpError&) {
    // A server may leave the command out: one line always fits.
  }
  return message_limit_;
}

std::string SmpClient::info(const std::string& format) {
  SmpRequest map;
  if (!format.empty()) map.add_text("format", format);
  return request(SmpOp::kRead, smp_group::kOs, smp_os::kInfo, map.finish()).text("output");
}

void SmpClient::reset() {
  SmpRequest map;
  request(SmpOp::kWrite, smp_group::kOs, smp_os::kReset, map.finish());
}

std::vector<uint16_t> SmpClient::groups() {
  SmpRequest map;
  std::vector<uint16_t> groups;
  for (const uint64_t group :
       request(SmpOp::kRead, smp_group::kEnumeration, smp_enumeration::kList, map.finish())
           .numbers("groups")) {
    groups.push_back(static_cast<uint16_t>(group));
  }
  return groups;
}

std::vector<ImageSlot> SmpClient::image_state() {
  SmpRequest map;
  return slots_of(request(SmpOp::kRead, smp_group::kImage, smp_image::kState, map.finish()));
}

std::vector<ImageSlot> SmpClient::test_image(std::span<const uint8_t> hash) {
  SmpRequest map;
  map.add_bytes("hash", hash).add_flag("confirm", false);
  return slots_of(
      request(SmpOp::kWrite, smp_group::kImage, smp_image::kState, map.finish(), kTrialTimeout));
}

std::vector<ImageSlot> SmpClient::confirm_image(std::span<const uint8_t> hash) {
  SmpRequest map;
  if (!hash.empty()) map.add_bytes("hash", hash);
  map.add_flag("confirm", true);
  return slots_of(request(SmpOp::kWrite, smp_group::kImage, smp_image::kState, map.finish()));
}

void SmpClient::erase(uint32_t image, uint32_t slot) {
  SmpRequest map;
  if (image != 0) map.add("image", image);
  map.add("slot", slot);
  request(SmpOp::kWrite, smp_group::kImage, smp_image::kErase, map.finish());
}

uint32_t SmpClient::read_setting(const std::string& name) {
  SmpRequest map;
  map.add_text("name", name);
  const std::vector<uint8_t> bytes =
      request(SmpOp::kRead, smp_group::kSettings, smp_settings::kValue, map.finish()).bytes("val");
  if (bytes.size() != kSettingBytes) {
    throw Error(Exit::kUnavailable, "the setting " + name + " is no number of four bytes");
  }
  uint32_t value = 0;
  for (size_t i = 0; i < kSettingBytes; ++i) value |= static_cast<uint32_t>(bytes[i]) << 8 * i;
  return value;
}

void SmpClient::write_setting(const std::string& name, uint32_t value) {
  std::array<uint8_t, kSettingBytes> bytes;
  for (size_t i = 0; i < kSettingBytes; ++i) bytes[i] = static_cast<uint8_t>(value >> 8 * i);
  SmpRequest map;
  map.add_bytes("val", bytes).add_text("name", name);
  request(SmpOp::kWrite, smp_group::kSettings, smp_settings::kValue, map.finish());
}

void SmpClient::delete_setting(const std::string& name) {
  SmpRequest map;
  map.add_text("name", name);
  request(SmpOp::kWrite, smp_group::kSettings, smp_settings::kDelete, map.finish());
}

}  // namespace satchel
