/* Satchel's engine for C (C99): check a package, give it memory, run it.
 *
 *   satchel_engine engine;
 *   satchel_finding finding;
 *   if (satchel_check(package, bytes, SATCHEL_TARGET_M4, &finding) != SATCHEL_OK) ...
 * satchel_status_text(...) satchel_init(&engine, package, bytes, SATCHEL_TARGET_M4, arena, sizeof
 * arena, &finding); memcpy(satchel_input(&engine, 0, &size), samples, size); satchel_run(&engine);
 *   scores = satchel_output(&engine, 0, &size);
 *
 * There is no heap, no global state and no operating system behind it: every byte is the caller's.
 * Package and arena start at multiples of 16 and stay in place while the engine is used. The
 * package may lie in flash. */
#ifndef SATCHEL_SATCHEL_H_
#define SATCHEL_SATCHEL_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  SATCHEL_OK = 0,
  SATCHEL_TRUNCATED,
  SATCHEL_BAD_MAGIC,
  SATCHEL_NEWER_FORMAT,
  SATCHEL_OTHER_TARGET,
  SATCHEL_MISALIGNED,
  SATCHEL_ARENA_TOO_SMALL,   /* finding.needed: bytes */
  SATCHEL_KERNEL_NOT_LINKED, /* finding.kernel: satchel_kernel_name() */
  SATCHEL_MALFORMED_HEADER,
  SATCHEL_MALFORMED_SECTION, /* finding.section */
  SATCHEL_MALFORMED_TENSOR,  /* finding.index */
  SATCHEL_MALFORMED_STEP,    /* finding.index */
  SATCHEL_MISSING_SECTION,   /* finding.section */
  SATCHEL_BAD_ARGUMENT
} satchel_status;

typedef enum {
  SATCHEL_TARGET_HOST = 0,
  SATCHEL_TARGET_M0,
  SATCHEL_TARGET_M3,
  SATCHEL_TARGET_M4,
  SATCHEL_TARGET_M7,
  SATCHEL_TARGET_M33,
  SATCHEL_TARGET_M55,
  SATCHEL_TARGET_RV32,
  SATCHEL_TARGET_ANY =
      0xffff /* every target's packages, bit for bit, though not at that target's speed */
} satchel_target;

/* Where a check failed. Fields that do not belong to the status are 0. */
typedef struct {
  satchel_status status;
  uint32_t section;
  uint32_t index;
  uint32_t kernel;
  uint32_t needed;
} satchel_finding;

/* Opaque. Copying it copies the binding to package and arena, not the arena. */
typedef struct {
  void* opaque[16];
} satchel_engine;

/* Proves that the package is whole and that running it stays inside its bounds. `finding` may be
 * NULL. */
satchel_status satchel_check(const void* package, size_t bytes, satchel_target target,
                             satchel_finding* finding);

/* The bytes of arena that a package needs; 0 when `package` is not a package. */
size_t satchel_required_arena(const void* package, size_t bytes);

/* Checks as satchel_check() does, then binds the engine. `finding` may be NULL. */
satchel_status satchel_init(satchel_engine* engine, const void* package, size_t bytes,
                            satchel_target target, void* arena, size_t arena_bytes,
                            satchel_finding* finding);

uint32_t satchel_input_count(const satchel_engine* engine);
uint32_t satchel_output_count(const satchel_engine* engine);

/* Where to write the index-th input before each run, and where to read the index-th output after
 * it; `bytes` receives the length and may be NULL. NULL when there is no such tensor. */
void* satchel_input(satchel_engine* engine, uint32_t index, size_t* bytes);
const void* satchel_output(const satchel_engine* engine, uint32_t index, size_t* bytes);

void satchel_run(satchel_engine* engine);

/* Golden vectors: inputs whose exact outputs the package holds. satchel_golden_equal() writes the
 * index-th input, runs, and returns 1 when every output is equal to the bit, 0 when not or when
 * there is no such vector. The outputs can be read afterwards. */
uint32_t satchel_golden_count(const satchel_engine* engine);
int satchel_golden_equal(satchel_engine* engine, uint32_t index);

/* Sentences and names for people; never NULL. */
const char* satchel_status_text(satchel_status status);
const char* satchel_kernel_name(uint32_t kernel);

#ifdef __cplusplus
}
#endif

#endif /* SATCHEL_SATCHEL_H_ */
