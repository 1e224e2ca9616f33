// Front-end sections with any bytes changed: validate() refuses them, or the front end runs inside
// its bounds, on sound that is made of the same input.
//
// The input: four bytes that choose a whole section, then changes of three bytes each (a place in
// the section, a value). So the fuzzer starts behind the first checks instead of guessing a header.

#include <cstring>
#include <vector>

#include "core/dsp/frontend.h"
#include "core/dsp/random_section.h"

namespace satchel {
namespace {

std::vector<uint8_t> changed_section(const uint8_t* data, size_t size) {
  uint32_t seed = 0;
  std::memcpy(&seed, data, sizeof seed);
  Random random(seed);
  const FrontEndHeader header = random_test_header(random);
  std::vector<uint8_t> section(front_end_layout(header).total);
  write_random_section(header, random, section.data(), section.size());
  for (size_t i = sizeof seed; i + 2 < size; i += 3) {
    const size_t place = static_cast<size_t>(data[i] << 8 | data[i + 1]);
    section[place % section.size()] = data[i + 2];
  }
  return section;
}

void run(const uint8_t* data, size_t size) {
  const std::vector<uint8_t> section = changed_section(data, size);
  if (!FrontEndView::validate(section.data(), section.size())) return;
  const FrontEndView view(section.data());
  std::vector<int16_t> pcm(view.window());
  for (size_t i = 0; i < pcm.size(); ++i) {
    pcm[i] = static_cast<int16_t>(data[2 * i % size] << 8 | data[(2 * i + 1) % size]);
  }
  std::vector<uint32_t> scratch((view.scratch_bytes() + 3) / 4);
  std::vector<int16_t> rows(view.tensor_bytes());
  std::vector<int8_t> tensor(view.tensor_bytes());
  view.frame(pcm.data(), scratch.data(), rows.data());
  for (size_t i = view.columns(); i < rows.size(); ++i) rows[i] = pcm[i % pcm.size()];
  view.assemble(rows.data(), view.rows(), data[0] % view.rows(), tensor.data());
}

}  // namespace
}  // namespace satchel

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size >= 4) satchel::run(data, size);
  return 0;
}
