#include "wire/messages/plane_status.h"

namespace satchel {

const char* plane_status_text(PlaneStatus status) {
  switch (status) {
    case PlaneStatus::kOk:
      return "one was made";
    case PlaneStatus::kOff:
      return "no order has turned learning reports on";
    case PlaneStatus::kNoPackage:
      return "no lesson runs whose use could be counted";
    case PlaneStatus::kNoTime:
      return "nobody has told the kit the date; connect it to a host that does";
    case PlaneStatus::kNotYet:
      return "the next one needs a later date and four hours of running time";
    case PlaneStatus::kWaiting:
      return "one lies ready and was not taken yet";
    case PlaneStatus::kSpent:
      return "the term's privacy budget is used up; a new term needs a signed order";
    case PlaneStatus::kLowerTerm:
      return "the settings name a term that is over; send an order with a higher number";
    case PlaneStatus::kEntropyFailed:
      return "the entropy source failed, so there is no noise and nothing leaves";
    case PlaneStatus::kSealFailed:
      return "it could not be sealed to the service's key, so nothing leaves";
    case PlaneStatus::kStoreFailed:
      return "flash did not take it, so nothing leaves";
  }
  return "unknown status";
}

}  // namespace satchel
