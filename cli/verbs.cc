#include "cli/verbs.h"

#include "cli/verb.h"

namespace satchel {

void add_compile(Verbs& verbs);
void add_data(Verbs& verbs);
void add_evaluate(Verbs& verbs);
void add_infer(Verbs& verbs);
void add_inspect(Verbs& verbs);
void add_keys(Verbs& verbs);
void add_kit(Verbs& verbs);
void add_listen(Verbs& verbs);
void add_new(Verbs& verbs);
void add_order(Verbs& verbs);
void add_report(Verbs& verbs);
void add_run(Verbs& verbs);
void add_samples(Verbs& verbs);
void add_sign(Verbs& verbs);
void add_telemetry(Verbs& verbs);
void add_train(Verbs& verbs);
void add_verify(Verbs& verbs);
void add_version(Verbs& verbs);

void add_all_verbs(Verbs& verbs) {
  add_new(verbs);
  add_data(verbs);
  add_train(verbs);
  add_compile(verbs);
  add_run(verbs);
  add_listen(verbs);
  add_evaluate(verbs);
  add_report(verbs);
  add_inspect(verbs);
  add_infer(verbs);
  add_keys(verbs);
  add_sign(verbs);
  add_verify(verbs);
  add_order(verbs);
  add_kit(verbs);
  add_samples(verbs);
  add_telemetry(verbs);
  add_version(verbs);
}

}  // namespace satchel
