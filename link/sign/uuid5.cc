#include "link/sign/uuid5.h"

#include <openssl/evp.h>

#include <algorithm>

#include "base/error.h"
#include "base/hash.h"
#include "link/sign/openssl_handles.h"
#include "wire/suit/update.h"

namespace satchel {

const Uuid kDnsNamespace = {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
                            0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};

Uuid uuid5(const Uuid& space, std::string_view name) {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest;
  const DigestHandle context(EVP_MD_CTX_new());
  if (EVP_DigestInit_ex(context.get(), EVP_sha1(), nullptr) != 1 ||
      EVP_DigestUpdate(context.get(), space.data(), space.size()) != 1 ||
      EVP_DigestUpdate(context.get(), name.data(), name.size()) != 1 ||
      EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) != 1) {
    throw Error(Exit::kFailed, "OpenSSL computes no SHA-1");
  }
  Uuid uuid;
  std::copy_n(digest.begin(), uuid.size(), uuid.begin());
  uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0f) | 0x50);  // version 5
  uuid[8] = static_cast<std::uint8_t>((uuid[8] & 0x3f) | 0x80);  // variant
  return uuid;
}

std::string to_text(const Uuid& uuid) {
  std::string text = to_hex(uuid);
  for (const std::size_t place : {20, 16, 12, 8}) text.insert(place, "-");
  return text;
}

Uuid class_id(std::string_view device_class) {
  Uuid vendor;
  std::copy_n(kVendorId, vendor.size(), vendor.begin());
  return uuid5(vendor, device_class);
}

}  // namespace satchel
