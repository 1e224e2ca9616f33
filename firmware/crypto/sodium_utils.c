// libsodium keeps this function in one file with its guarded heap, which a board does not have.
#include <sodium/utils.h>

void sodium_memzero(void* const memory, const size_t size) {
  volatile unsigned char* at = memory;
  for (size_t i = 0; i < size; ++i) at[i] = 0;
}
