// libsodium keeps these functions in one file with its guarded heap, which a board does not have.
#include <sodium/core.h>
#include <sodium/utils.h>

void sodium_memzero(void* const memory, const size_t size) {
  volatile unsigned char* at = memory;
  for (size_t i = 0; i < size; ++i) at[i] = 0;
}

// The three that follow take the same time whatever the bytes are: the compiler may not know of
// what they are made.
int sodium_memcmp(const void* const left, const void* const right, size_t size) {
  const volatile unsigned char* a = left;
  const volatile unsigned char* b = right;
  unsigned char differences = 0;
  for (size_t i = 0; i < size; ++i) differences |= (unsigned char)(a[i] ^ b[i]);
  return (1 & ((differences - 1) >> 8)) - 1;
}

int sodium_is_zero(const unsigned char* bytes, const size_t size) {
  volatile unsigned char set = 0;
  for (size_t i = 0; i < size; ++i) set |= bytes[i];
  return 1 & ((set - 1) >> 8);
}

void sodium_increment(unsigned char* number, const size_t size) {
  unsigned int carry = 1;
  for (size_t i = 0; i < size; ++i) {
    carry += number[i];
    number[i] = (unsigned char)carry;
    carry >>= 8;
  }
}

// A call with lengths that no caller of ours has.
void sodium_misuse(void) {
  __builtin_trap();
}
