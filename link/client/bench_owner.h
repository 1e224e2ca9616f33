#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "link/client/kit.h"
#include "link/client/smp_client.h"
#include "link/sign/secret_key.h"

namespace satchel {

// The publisher of a kit on the bench: a key that lives as long as the object, by which a package
// takes the same way as on every other kit, signed, proven, tried and confirmed.
class BenchOwner {
 public:
  // Called before each request that wants the board's button: presses it, or says how whoever does
  // is waited for.
  using Press = std::function<ButtonWait()>;

  // The client is borrowed.
  BenchOwner(SmpClient& client, Press press);

  // Has the kit run `package` from now on, as image 1; returns the bytes that were sent, 0 when it
  // runs it already. A kit that belonged to another bench, or holds another lesson, is erased
  // first. Throws Exit::kRefused when the kit belongs to somebody else, or refuses the package;
  // what Kit and install() throw.
  uint64_t install(std::span<const uint8_t> package,
                   const std::function<void(uint64_t, uint64_t)>& progress);

 private:
  bool runs(std::span<const uint8_t> digest);
  void take_over(const std::string& lesson);

  SmpClient& client_;
  Press press_;
  SecretKey key_ = SecretKey::generate();
  uint64_t sequence_ = 0;
};

}  // namespace satchel
