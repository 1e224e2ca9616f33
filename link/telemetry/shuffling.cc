#include "link/telemetry/shuffling.h"

#include <cmath>

namespace satchel {

ShuffledPrivacy shuffled_privacy(std::uint64_t reports, double local_epsilon, double delta) {
  const ShuffledPrivacy own = {local_epsilon, 0, false};
  const double n = static_cast<double>(reports);
  const double e = std::exp(local_epsilon);
  const double tail = std::log(4 / delta);
  if (n < 16 * tail * e) return own;
  const double clones = 8 * std::sqrt(e * tail / n) + 8 * e / n;
  const double epsilon = std::log1p(std::tanh(local_epsilon / 2) * clones);
  // The bound may be worse than what each report promises anyway, without a delta.
  return epsilon < local_epsilon ? ShuffledPrivacy{epsilon, delta, true} : own;
}

}  // namespace satchel
