// libsodium's headers ask for it and use nothing of it.
#pragma once

#include <stddef.h>
