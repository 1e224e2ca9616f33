// Orders of any bytes, behind a key that says yes to everything: each that is accepted has one
// encoding, and its body is read or refused.

#include <cstdlib>

#include "wire/cbor/deterministic.h"
#include "wire/orders/command.h"
#include "wire/orders/rotation.h"
#include "wire/orders/settings.h"

using namespace satchel;

namespace {

class YesKey final : public SignatureVerifier {
 public:
  bool fits(int64_t) const override { return true; }
  bool verify(int64_t, ByteView, ByteView) const override { return true; }
};

void check(bool good) {
  if (!good) std::abort();
}

// Whether the settings are written as they were read.
void try_settings(const Order& order) {
  Settings settings;
  if (read_settings(order, &settings) != SuitStatus::kOk) return;
  uint8_t body[kMaxOrderBytes];
  CborWriter writer(body, sizeof(body));
  write_settings(writer, settings);
  check(writer.ok() && equal({body, writer.size()}, order.body));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ByteView bytes = {data, size};
  Order order;
  if (open_order(bytes, YesKey(), &order) != SuitStatus::kOk) return 0;
  check(is_deterministic(bytes) && is_deterministic(order.body) && order.sequence != 0);
  try_settings(order);
  Rotation rotation;
  read_rotation(order, &rotation);
  EraseCommand erase;
  read_erase(order, &erase);
  ConsentCommand consent;
  read_consent(order, &consent);
  return 0;
}
