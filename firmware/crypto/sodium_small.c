// Two functions of libsodium in a form that takes 44 KB less of a board's flash, and more time
// (docs/design/crypto_on_boards.md). firmware/crypto/crypto_cases.cc holds them to the host's
// bytes.
#include <stdint.h>

#include <sodium/private/ed25519_ref10.h>

#include <blake2.h>

// A multiple of the base point, without the table of 30 KB that libsodium keeps for it: as for any
// other point, in constant time too. `scalar[31]` is at most 127.
void ge25519_scalarmult_base(ge25519_p3* product, const unsigned char* scalar) {
  // RFC 8032, section 5.1: y = 4/5.
  static const unsigned char base[32] = {0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                                         0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                                         0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                                         0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66};
  ge25519_p3 point;
  ge25519_frombytes(&point, base);
  ge25519_scalarmult(product, scalar, &point);
}

static uint64_t rotated(uint64_t word, int right) {
  return word >> right | word << (64 - right);
}

// BLAKE2b's G (RFC 7693, section 3.1).
static void mix(uint64_t* v, const uint8_t at[4], uint64_t x, uint64_t y) {
  uint64_t a = v[at[0]], b = v[at[1]], c = v[at[2]], d = v[at[3]];
  a += b + x;
  d = rotated(d ^ a, 32);
  c += d;
  b = rotated(b ^ c, 24);
  a += b + y;
  d = rotated(d ^ a, 16);
  c += d;
  b = rotated(b ^ c, 63);
  v[at[0]] = a;
  v[at[1]] = b;
  v[at[2]] = c;
  v[at[3]] = d;
}

// BLAKE2b's F (RFC 7693, section 3.2) as loops; libsodium's is unrolled to 14 KB.
int blake2b_compress_ref(blake2b_state* state, const uint8_t block[BLAKE2B_BLOCKBYTES]) {
  static const uint64_t iv[8] = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,
                                 0xa54ff53a5f1d36f1, 0x510e527fade682d1, 0x9b05688c2b3e6c1f,
                                 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};
  static const uint8_t sigma[10][16] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
                                        {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
                                        {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
                                        {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
                                        {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
                                        {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
                                        {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
                                        {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
                                        {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
                                        {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};
  static const uint8_t lanes[8][4] = {{0, 4, 8, 12},  {1, 5, 9, 13},  {2, 6, 10, 14},
                                      {3, 7, 11, 15}, {0, 5, 10, 15}, {1, 6, 11, 12},
                                      {2, 7, 8, 13},  {3, 4, 9, 14}};
  uint64_t m[16], v[16];
  __builtin_memcpy(m, block, sizeof(m));  // boards are little-endian
  __builtin_memcpy(v, state->h, sizeof(state->h));
  __builtin_memcpy(v + 8, iv, sizeof(iv));
  for (int i = 0; i < 2; ++i) {
    v[12 + i] ^= state->t[i];
    v[14 + i] ^= state->f[i];
  }
  for (int round = 0; round < 12; ++round) {
    const uint8_t* order = sigma[round % 10];
    for (int i = 0; i < 8; ++i) mix(v, lanes[i], m[order[2 * i]], m[order[2 * i + 1]]);
  }
  for (int i = 0; i < 8; ++i) state->h[i] ^= v[i] ^ v[i + 8];
  return 0;
}
