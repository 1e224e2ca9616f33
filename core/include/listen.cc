#include <satchel/listen.h>

#include "core/include/face.h"
#include "core/listen/recogniser.h"

namespace {

using satchel::Heard;
using satchel::PackageView;
using satchel::Recogniser;

static_assert(sizeof(Recogniser) <= sizeof(satchel_listener),
              "satchel_listener holds a Recogniser");
static_assert(alignof(Recogniser) <= alignof(satchel_listener),
              "satchel_listener holds a Recogniser");

Recogniser& recogniser_of(satchel_listener* listener) {
  return *reinterpret_cast<Recogniser*>(listener);
}

}  // namespace

size_t satchel_listen_required(const void* package, size_t bytes) {
  PackageView view;
  return PackageView::open(package, bytes, &view).ok() ? Recogniser::required_bytes(view) : 0;
}

satchel_status satchel_listen_init(satchel_listener* listener, const void* package, size_t bytes,
                                   satchel_target target, void* memory, size_t memory_bytes,
                                   satchel_finding* finding) {
  if (listener == nullptr || !satchel::target_ok(target)) {
    return satchel::report(satchel::bad_argument(), finding);
  }
  Recogniser& recogniser = recogniser_of(listener);
  recogniser = Recogniser();
  return satchel::report(
      recogniser.init(package, bytes, satchel::capabilities_of(target), memory, memory_bytes),
      finding);
}

uint32_t satchel_listen_sample_rate(const satchel_listener* listener) {
  const Recogniser& recogniser = *reinterpret_cast<const Recogniser*>(listener);
  return recogniser.ready() ? static_cast<uint32_t>(recogniser.front_end().sample_rate()) : 0;
}

size_t satchel_listen_push(satchel_listener* listener, const int16_t* pcm, size_t samples,
                           satchel_heard* heard) {
  *heard = {0, -1, -1, 0};
  Recogniser& recogniser = recogniser_of(listener);
  if (!recogniser.ready()) return samples;
  Heard result;
  const size_t taken = recogniser.push(pcm, samples, &result);
  if (result.decided) {
    const satchel::Decision& decision = result.decision;
    *heard = {1, decision.label, decision.best, static_cast<unsigned>(decision.score + 128)};
  }
  return taken;
}

void satchel_listen_reset(satchel_listener* listener) {
  if (recogniser_of(listener).ready()) recogniser_of(listener).reset();
}
