#pragma once

#include <string>

#include "wire/messages/status.h"

namespace satchel {

// Why a sample or a receipt was turned down, for a sentence.
std::string refusal(MessageStatus status);

}  // namespace satchel
