#pragma once

#include <string>

#include "link/sign/bytes.h"
#include "wire/suit/update.h"

// What the tests of this folder share.
namespace satchel::testing_support {

ByteVector from_hex(const std::string& hex);

// An update of the lesson "doors" with every condition; its view points at static storage.
ModelUpdate sample_update();

// An envelope that holds `manifest` as it is, signed, whatever it says.
ByteVector seal_manifest(const ByteVector& manifest, Signer& signer);

}  // namespace satchel::testing_support
