// libsodium's files ask for it. Only what a board does not link calls abort().
#pragma once

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

__attribute__((noreturn)) void abort(void);

#ifdef __cplusplus
}
#endif
