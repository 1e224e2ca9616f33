// libsodium's headers ask for it; its hash uses nothing of it.
#pragma once

#include <stddef.h>
