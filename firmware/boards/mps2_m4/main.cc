#include "firmware/boards/mps2/bench.h"

int main() {
  return satchel::mps2::run_bench("mps2_m4", "cortex-m4", satchel::Target::kM4);
}
