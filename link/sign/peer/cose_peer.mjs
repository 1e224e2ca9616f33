// Another implementation of COSE, npm's @auth0/cose, as a program: what the tests of link/sign compare ours with.
//
//   node cose_peer.mjs sign SEED PAYLOAD            prints the COSE_Sign1 over the detached payload
//   node cose_peer.mjs verify PUBLIC MESSAGE PAYLOAD   exits with 0 when the signature holds, else with 1
//
// package.json overrides cbor-extract, which only makes cbor-x faster: later versions want prebuilt binaries.
// All arguments are hexadecimal: an Ed25519 seed or public key (32 bytes), a tagged COSE_Sign1.
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { Algorithms, Headers, Sign1 } from '@auth0/cose';

const bytes = (hex) => new Uint8Array(Buffer.from(hex, 'hex'));

// RFC 8410: the fixed starts of a PKCS #8 and of a SubjectPublicKeyInfo of Ed25519.
const key = (create, type, start, hex) =>
  create({ key: Buffer.concat([Buffer.from(start, 'hex'), bytes(hex)]), format: 'der', type });
const secretKey = (hex) => key(createPrivateKey, 'pkcs8', '302e020100300506032b657004220420', hex);
const publicKey = (hex) => key(createPublicKey, 'spki', '302a300506032b6570032100', hex);

async function sign(seed, payload) {
  const headers = [[Headers.Algorithm, Algorithms.EdDSA]];
  const whole = await Sign1.sign(headers, [], bytes(payload), secretKey(seed));
  const detached = new Sign1(whole.encodedProtectedHeaders, new Map(), null, whole.signature);
  console.log(Buffer.from(detached.encode()).toString('hex'));
}

async function verify(key, message, payload) {
  await Sign1.decode(bytes(message)).verify(publicKey(key), { detachedPayload: bytes(payload) });
}

const [verb, ...rest] = process.argv.slice(2);
try {
  await { sign, verify }[verb](...rest);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
