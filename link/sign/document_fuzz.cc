// Whole SUIT manifests of any bytes: what is read is written without a fault, and reading that
// again gives the same bytes.

#include <cstdlib>

#include "link/sign/suit_document.h"

using namespace satchel;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  SuitDocument document;
  if (open_document(ByteVector(data, data + size), &document) != SuitStatus::kOk) return 0;
  if (read_manifest(&document) != SuitStatus::kOk) return 0;
  all_commands(document);
  const ByteVector bytes = encode(document);
  SuitDocument again;
  if (open_document(bytes, &again) != SuitStatus::kOk) std::abort();
  if (read_manifest(&again) != SuitStatus::kOk || encode(again) != bytes) std::abort();
  return 0;
}
