#include "firmware/boards/mps2/board.h"

int main() {
  satchel::mps2::run_bench({"mps2_m3", "cortex-m3", satchel::Target::kM3});
  return 0;
}
