#include "firmware/boards/mps2/bench.h"

int main() {
  return satchel::mps2::run_bench("mps2_m3", "cortex-m3", satchel::Target::kM3);
}
