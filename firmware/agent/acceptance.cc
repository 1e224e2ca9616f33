#include "firmware/agent/acceptance.h"

#include "core/listen/recogniser.h"
#include "core/package/view.h"

namespace satchel {
namespace {

uint16_t error_of(Status status) {
  switch (status) {
    case Status::kBadMagic:
      return smp_image_error::kBadMagic;
    case Status::kOtherTarget:
      return smp_image_error::kOtherTarget;
    case Status::kNewerFormat:
      return smp_image_error::kNewerFormat;
    case Status::kArenaTooSmall:
      return smp_image_error::kArenaTooSmall;
    case Status::kKernelNotLinked:
      return smp_image_error::kKernelNotLinked;
    default:
      return smp_image_error::kMalformedPackage;
  }
}

Outcome refusal(const Finding& finding, const Capabilities& capabilities) {
  Outcome outcome = fail_group(error_of(finding.status), status_text(finding.status));
  if (finding.status == Status::kArenaTooSmall) {
    outcome.needed = finding.needed;
    outcome.available = capabilities.arena_bytes;
  }
  if (finding.status == Status::kKernelNotLinked) outcome.reason = kernel_name(finding.kernel);
  if (finding.status == Status::kOtherTarget) outcome.reason = "compiled for another target";
  return outcome;
}

}  // namespace

Outcome accept_header(const uint8_t* bytes, size_t size, uint32_t length,
                      const Capabilities& capabilities) {
  if (size < sizeof(Header)) {
    return fail_group(smp_image_error::kShortHeader, "the first chunk holds no header",
                      SmpResult::kInvalidValue);
  }
  Header header;
  __builtin_memcpy(&header, bytes, sizeof(header));
  Finding finding;
  if (__builtin_memcmp(header.magic, kMagic, sizeof(kMagic)) != 0) {
    return fail_group(smp_image_error::kBadMagic, "magic mismatch");
  }
  if (header.format_version > kFormatVersion) {
    finding.status = Status::kNewerFormat;
  } else if (header.target >= static_cast<uint16_t>(Target::kCount) ||
             (capabilities.targets & target_bit(static_cast<Target>(header.target))) == 0) {
    finding.status = Status::kOtherTarget;
  } else if (header.total_bytes != length) {
    finding.status = Status::kTruncated;
  } else if (header.arena_bytes > capabilities.arena_bytes) {
    finding.status = Status::kArenaTooSmall;
    finding.needed = header.arena_bytes;
  }
  return finding.ok() ? done() : refusal(finding, capabilities);
}

Outcome accept_package(ByteView package, const Capabilities& capabilities) {
  PackageView view;
  const Finding finding = validate(package.data, package.size, capabilities, &view);
  if (!finding.ok()) return refusal(finding, capabilities);
  // A package that hears has to hear rightly; one without a front end takes tensors.
  if (view.section(Section::kFrontEnd).size == 0) return done();
  const Finding hearing = Recogniser::check(view);
  return hearing.ok() ? done() : refusal(hearing, capabilities);
}

}  // namespace satchel
