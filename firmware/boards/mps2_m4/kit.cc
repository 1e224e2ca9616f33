#include "firmware/boards/mps2/board.h"

int main() {
  satchel::mps2::run_kit({"mps2_m4", "cortex-m4", satchel::Target::kM4});
  return 0;
}
