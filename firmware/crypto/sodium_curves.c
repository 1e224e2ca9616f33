// libsodium's Ed25519 and X25519 in one translation unit: they share the field's arithmetic, which
// each would bring along otherwise, 3 KB of it. The multiplication with the table of 30 KB gets
// another name, so that nothing links it: sodium_small.c has the one that is used.
#define ge25519_scalarmult_base ge25519_scalarmult_base_by_table
#include "crypto_core/ed25519/ref10/ed25519_ref10.c"
#undef ge25519_scalarmult_base
void ge25519_scalarmult_base(ge25519_p3* h, const unsigned char* a);
#include "crypto_scalarmult/curve25519/ref10/x25519_ref10.c"
