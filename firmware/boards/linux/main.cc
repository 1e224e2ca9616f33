// The kit as a process: bench SOCKET FLASH.
#include <cstdio>
#include <exception>
#include <vector>

#include "firmware/agent/bench_kit.h"
#include "firmware/boards/linux/ports.h"
#include "firmware/crypto/sodium_hash.h"

namespace {

// As board.toml has them.
constexpr satchel::FlashGeometry kFlash = {16u << 20, 4096, 1};
constexpr satchel::SlotTable kSlots = {0, 2u << 20, 4};

alignas(16) uint8_t request[2048];
alignas(16) uint8_t answer[2048];
alignas(16) uint8_t workspace[4u << 20];

void run(const char* socket, const char* file) {
  using namespace satchel;
  using namespace satchel::linux_board;
  SocketLink link(socket);
  MappedFile memory(file, kFlash.size);
  MemoryFlash flash(memory.data(), kFlash);
  ClockMeter meter;
  SodiumHash hash;
  BenchKit kit(
      {"Satchel", SATCHEL_VERSION, "linux", "host"}, {"linux", {}, 0}, Target::kHost, kSlots,
      {link, flash, meter, hash, nullptr},
      {{request, sizeof(request), answer, sizeof(answer)}, {workspace, sizeof(workspace)}});
  kit.run();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: bench SOCKET FLASH\n");
    return 2;
  }
  try {
    run(argv[1], argv[2]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench: %s\n", error.what());
    return 1;
  }
  return 0;
}
