#pragma once

// The port to the crypto library is the one that the signed formats ask for.
#include "wire/cose/crypto.h"
