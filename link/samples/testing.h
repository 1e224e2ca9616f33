#pragma once

#include <sodium.h>

#include <cstdint>
#include <vector>

#include "link/sign/bytes.h"
#include "link/sign/sealing_key.h"
#include "wire/messages/sample.h"

namespace satchel::testing_support {

// A sample as a kit might have sealed it, by libsodium's own functions and spec/samples.md.
struct Sealing {
  ByteVector seal(const SealingPublic& steward) const;

  SampleHeader header = {7, view_of("four words"), {1, 2, 3}, view_of("accents"), 1'900'000'000};
  SampleFacts facts = {16000, 1000, 3, 9};
  std::vector<std::int16_t> pcm = std::vector<std::int16_t>(1000, -5);
  unsigned char last_tag = crypto_secretstream_xchacha20poly1305_TAG_FINAL;
  bool bind_header = true;

 private:
  ByteVector facts_bytes() const;
};

}  // namespace satchel::testing_support
