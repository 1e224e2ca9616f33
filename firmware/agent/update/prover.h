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
  // Runs one golden vector, counted modulo how many there are, of a package that was proven.
  virtual UpdateStatus run_vector(ByteView package, uint32_t index) = 0;

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
  UpdateStatus run_vector(ByteView package, uint32_t index) override;

  // What validation said last, for whoever tells people.
  const Finding& finding() const { return finding_; }
  // How often the arena was used.
  uint32_t proofs() const { return proofs_; }

 private:
  // `only` below the vectors' count runs just that one.
  UpdateStatus run_golden_vectors(ByteView package, uint32_t only);

  Capabilities capabilities_;
  uint8_t* arena_;
  uint32_t arena_bytes_;
  Finding finding_;
  uint32_t proofs_ = 0;
};

}  // namespace satchel
