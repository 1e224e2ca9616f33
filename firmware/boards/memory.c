// The four functions that a compiler may call on its own. Word-wise where both sides allow it:
// package, arena and packet buffers are aligned.
#include <stddef.h>
#include <stdint.h>

static int aligned(const void* a, const void* b) {
  return (((uintptr_t)a | (uintptr_t)b) & 3) == 0;
}

void* memcpy(void* to, const void* from, size_t size) {
  uint8_t* out = to;
  const uint8_t* in = from;
  if (aligned(to, from)) {
    for (; size >= 4; size -= 4, out += 4, in += 4) *(uint32_t*)out = *(const uint32_t*)in;
  }
  while (size-- > 0) *out++ = *in++;
  return to;
}

void* memmove(void* to, const void* from, size_t size) {
  uint8_t* out = to;
  const uint8_t* in = from;
  if ((uintptr_t)out - (uintptr_t)in >= size) return memcpy(to, from, size);
  while (size-- > 0) out[size] = in[size];
  return to;
}

void* memset(void* to, int value, size_t size) {
  uint8_t* out = to;
  const uint32_t word = (uint8_t)value * 0x01010101u;
  for (; size > 0 && ((uintptr_t)out & 3) != 0; --size) *out++ = (uint8_t)value;
  for (; size >= 4; size -= 4, out += 4) *(uint32_t*)out = word;
  while (size-- > 0) *out++ = (uint8_t)value;
  return to;
}

int memcmp(const void* left, const void* right, size_t size) {
  const uint8_t* a = left;
  const uint8_t* b = right;
  for (; size > 0; --size, ++a, ++b) {
    if (*a != *b) return *a - *b;
  }
  return 0;
}
