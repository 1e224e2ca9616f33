/* Satchel's listener for C (C99): sound in, decisions out.
 *
 *   static int64_t memory[N / 8];            // 16-byte aligned; N from satchel_listen_required()
 *   satchel_listener listener;
 *   satchel_listen_init(&listener, package, bytes, SATCHEL_TARGET_M4, memory, sizeof memory, NULL);
 *   while (samples > 0) {
 *     satchel_heard heard;
 *     size_t taken = satchel_listen_push(&listener, pcm, samples, &heard);
 *     if (heard.label >= 0) light_up(heard.label);
 *     pcm += taken, samples -= taken;
 *   }
 *
 * Every byte is the caller's: package and memory stay in place while the listener is used, and the
 * listener itself is not copied. One caller at a time. */
#ifndef SATCHEL_LISTEN_H_
#define SATCHEL_LISTEN_H_

#include <satchel/satchel.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Opaque. */
typedef struct {
  int64_t opaque[40];
} satchel_listener;

typedef struct {
  int decided;         /* not 0: a window ended at the last sample that was taken */
  int label;           /* the label that was heard, -1 for none */
  int best;            /* the label with the highest score, when decided */
  unsigned confidence; /* its score as a probability in 256ths, when decided */
} satchel_heard;

/* The bytes of memory that a package needs to listen; 0 when it is none that listens. */
size_t satchel_listen_required(const void* package, size_t bytes);

/* Validates the package and takes `memory` (16-byte aligned). `finding` may be NULL;
 * SATCHEL_ARENA_TOO_SMALL has the bytes needed in finding->needed. */
satchel_status satchel_listen_init(satchel_listener* listener, const void* package, size_t bytes,
                                   satchel_target target, void* memory, size_t memory_bytes,
                                   satchel_finding* finding);

/* Samples a second that the package wants, mono, 16 bit. */
uint32_t satchel_listen_sample_rate(const satchel_listener* listener);

/* Takes samples until a window was decided or none are left; returns how many. */
size_t satchel_listen_push(satchel_listener* listener, const int16_t* pcm, size_t samples,
                           satchel_heard* heard);

/* Forgets what was heard. */
void satchel_listen_reset(satchel_listener* listener);

#ifdef __cplusplus
}
#endif

#endif /* SATCHEL_LISTEN_H_ */
