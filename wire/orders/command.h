#pragma once

#include "wire/orders/settings.h"

// What else only the publisher may tell a kit from afar, in the place of its button.
namespace satchel {

// Erases the lessons' packages, the samples and the settings; the publisher's key, the sequence
// numbers and the privacy ledger stay: nothing is refunded.
struct EraseCommand {
  bool packages = false;
  bool samples = false;
  bool settings = false;
};
SuitStatus read_erase(const Order& order, EraseCommand* command);
void write_erase(CborWriter& writer, const EraseCommand& command);

// Gives or withdraws consent to keep samples for a purpose.
struct ConsentCommand {
  bool given = false;
  ByteView purpose;    // text; a view into the order
  uint64_t until = 0;  // seconds since 1970: the delete-by date of what is kept; 0 when withdrawn
};
SuitStatus read_consent(const Order& order, ConsentCommand* command);
void write_consent(CborWriter& writer, const ConsentCommand& command);

}  // namespace satchel
