// A card from anywhere: refused with an Error, or one that is written and read again the same.
#include <cstdlib>

#include "base/error.h"
#include "compiler/card/card.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace satchel;
  Card card;
  try {
    card = read_card({data, size}, "card");
  } catch (const Error&) {
    return 0;
  }
  const Card again = read_card(write_card(card), "card");
  if (again.work != card.work || again.charge_hours != card.charge_hours) std::abort();
  return 0;
}
