// The image upload of SMP: chunks at the offset that the device asks for.
#include <algorithm>

#include "base/hash.h"
#include "link/client/smp_client.h"

namespace satchel {
namespace {

// What a chunk's map needs beside its data, the first one's digest included.
constexpr size_t kFirstOverhead = 96;
constexpr size_t kOverhead = 32;
// A device that keeps asking for what it was given will not get further.
constexpr int kMostRestarts = 3;
// The last chunk is answered when the device has read all back and judged it.
constexpr auto kChunkTimeout = std::chrono::seconds(30);

}  // namespace

void SmpClient::upload(uint32_t image, std::span<const uint8_t> package,
                       const std::function<void(uint64_t, uint64_t)>& progress) {
  const size_t room = message_limit() - kSmpHeaderBytes;
  if (room <= kFirstOverhead + 32) {
    throw Error(Exit::kUnavailable, "the board's messages are too short for an upload");
  }
  if (package.empty()) throw Error(Exit::kUnusable, "the package is empty");
  const auto digest = sha256(package);
  uint64_t offset = 0;
  int restarts = 0;
  while (offset < package.size()) {
    SmpRequest map(room);
    size_t most = room - (offset == 0 ? kFirstOverhead : kOverhead);
    if (options_.most_data != 0) most = std::min(most, options_.most_data);
    const auto chunk = package.subspan(offset, std::min<size_t>(most, package.size() - offset));
    if (offset == 0) map.add("image", image).add("len", package.size());
    map.add("off", offset);
    if (offset == 0) map.add_bytes("sha", digest);
    map.add_bytes("data", chunk);
    if (offset == 0) map.add_flag("upgrade", false);  // what runs may be newer
    const SmpAnswer answer =
        request(SmpOp::kWrite, smp_group::kImage, smp_image::kUpload, map.finish(), kChunkTimeout);
    const uint64_t next = answer.number("off");
    bool match = true;
    answer.map().get("match", &match);
    // Damage that a packet's CRC did not show is found by the digest: once more from the start.
    const uint64_t reached = match ? next : 0;
    if (reached > package.size() || (reached <= offset && ++restarts > kMostRestarts)) {
      throw Error(Exit::kUnavailable,
                  port_->name() + (match ? " does not get on with the upload"
                                         : " gets other bytes than are sent: the digest differs"),
                  match ? "Reset it and try again." : "Try another cable.");
    }
    offset = reached;
    if (progress) progress(offset, package.size());
  }
}

}  // namespace satchel
