#pragma once

#include <cstdint>

// What it gains that answers are mixed. It is said beside a result and never assumed: the kits'
// noise is drawn, and their ledgers are debited, as if nobody mixed anything.
//
// It holds towards somebody who sees the answers without the pseudonyms, in no order, or anything
// computed from them: the readers of FleetSums. It does not hold towards the service's key: a
// report that is opened names its pseudonym, and who can tell reports apart gains nothing from
// their order. A gateway's shuffling of sealed reports hides which cable one came from, no more.
namespace satchel {

struct ShuffledPrivacy {
  double epsilon;
  double delta;    // 0 where nothing is gained
  bool amplified;  // false: too few reports for the bound; epsilon is each report's own
};

// Of `reports` answers to one question, each made with `local_epsilon` by the same algorithm, when
// one kit's day is replaced. Theorem 3.1 of V. Feldman, A. McMillan and K. Talwar, "Hiding Among
// the Clones: A Simple and Nearly Optimal Analysis of Privacy Amplification by Shuffling", FOCS
// 2021 (arXiv:2012.12803), in closed form:
//
//   log(1 + (e - 1) / (e + 1) * (8 sqrt(e log(4 / delta) / n) + 8 e / n)),   e = exp(local_epsilon)
//
// where local_epsilon <= log(n / (16 log(4 / delta))); the theorem asks for log(2 / delta) there,
// the authors' program for this. REQUIRES: local_epsilon >= 0, 0 < delta < 1.
ShuffledPrivacy shuffled_privacy(std::uint64_t reports, double local_epsilon, double delta);

// The delta that is used where nobody says otherwise: well below one in all pupils of a district.
inline constexpr double kShufflingDelta = 1e-6;

}  // namespace satchel
