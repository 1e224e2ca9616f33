#pragma once

#include "wire/messages/update_status.h"
