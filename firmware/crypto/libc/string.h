// What libsodium's files expect of a C library that a board does not have: the four functions of
// firmware/boards/memory.c.
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

void* memcpy(void* to, const void* from, size_t size);
void* memmove(void* to, const void* from, size_t size);
void* memset(void* to, int value, size_t size);
int memcmp(const void* left, const void* right, size_t size);

#ifdef __cplusplus
}
#endif
