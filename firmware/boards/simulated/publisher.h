#pragma once

#include <string>

#include "firmware/boards/simulated/simulated_kit.h"
#include "wire/orders/command.h"
#include "wire/orders/rotation.h"

namespace satchel::simulated {

// A publisher with a key of its own, and what its people do with a kit on a cable. Real signatures.
class Publisher {
 public:
  explicit Publisher(uint8_t seed);

  const ByteVector& key() const { return key_; }
  static ByteVector class_id(uint8_t number) { return ByteVector(kUuidBytes, number); }

  // For kits of class 1; `change` may alter what it says.
  ByteVector envelope(const std::string& lesson, const ByteVector& package, uint64_t sequence,
                      const std::function<void(ModelUpdate*)>& change = {}) const;
  ByteVector order(OrderKind kind, uint64_t sequence, const std::function<void(CborWriter&)>& body,
                   const OrderTarget& target = {}) const;
  ByteVector settings(uint64_t sequence, const Settings& settings) const;
  ByteVector rotation_to(const Publisher& next, uint64_t sequence) const;

  // With the button.
  Reply provision(SimulatedKit& kit, uint64_t now = 0) const;
  // Envelope, chunks, test, health, confirmation; the first answer that is an error, or the last.
  Reply install(SimulatedKit& kit, const ByteVector& envelope, const ByteVector& package) const;
  Reply upload(SimulatedKit& kit, uint64_t image, const ByteVector& package, size_t from = 0,
               size_t to = SIZE_MAX) const;

 private:
  ByteVector seed_;
  ByteVector key_;
};

ByteVector sha256_of(const ByteVector& bytes);

}  // namespace satchel::simulated
