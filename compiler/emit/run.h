#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/engine/engine.h"

namespace satchel {

// What is wrong with a package, for a person: "step 3 is malformed", "made by a newer Satchel".
std::string finding_text(const Finding& finding);

// Runs packages of every target on the host, with the same bytes as on the target.
class Runner {
 public:
  // Called after each step: its index, its record, the arena.
  using Hook = std::function<void(std::uint32_t, const Step&, const std::uint8_t*)>;

  // Copies the package, validates it and gives it an arena. `source` names it in messages. Throws
  // Error(Exit::kRefused) when it is not a package that this program can run.
  explicit Runner(std::span<const std::uint8_t> package, const std::string& source = "package");
  ~Runner();
  Runner(Runner&&) noexcept;

  const PackageView& package() const { return engine_.package(); }
  // Of all inputs or outputs together.
  std::size_t input_bytes() const;
  std::size_t output_bytes() const;

  // Inputs in the graph's order, outputs likewise. Throws Error(Exit::kUnusable) when `inputs` has
  // another length than input_bytes().
  std::vector<std::uint8_t> run(std::span<const std::uint8_t> inputs, const Hook& hook = {});

 private:
  struct Aligned {
    void operator()(std::uint8_t* memory) const;
  };
  using Memory = std::unique_ptr<std::uint8_t[], Aligned>;
  static Memory allocate(std::size_t bytes);

  Memory bytes_, arena_;
  Engine engine_;
};

}  // namespace satchel
