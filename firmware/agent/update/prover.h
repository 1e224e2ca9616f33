#pragma once

#include "core/package/validate.h"
#include "wire/cbor/cbor.h"
#include "wire/messages/update_status.h"

namespace satchel {

// Decides whether a package that lies in a slot may run on this very device.
class Prover {
 public:
  // `lesson` is the envelope's: the name that has to be on the package's card.
  virtual UpdateStatus prove(ByteView package, ByteView lesson) = 0;

 protected:
  ~Prover() = default;
};

// Validates all that is executed or read, compares the card's name, and runs every golden vector:
// each output byte has to be the package's.
class EngineProver final : public Prover {
 public:
  // `arena`, aligned to 16, is the one that models run in: what was bound to it is not any more.
  EngineProver(const Capabilities& capabilities, uint8_t* arena, uint32_t arena_bytes)
      : capabilities_(capabilities), arena_(arena), arena_bytes_(arena_bytes) {}

  UpdateStatus prove(ByteView package, ByteView lesson) override;

  // What validation said last, for whoever tells people.
  const Finding& finding() const { return finding_; }

 private:
  UpdateStatus run_golden_vectors(ByteView package);

  Capabilities capabilities_;
  uint8_t* arena_;
  uint32_t arena_bytes_;
  Finding finding_;
};

}  // namespace satchel
