#include "compiler/plan/memory.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>

#include "base/error.h"

namespace satchel {
namespace {

constexpr std::uint64_t kArenaAlignment = 16;

std::uint64_t align(std::uint64_t offset, std::uint64_t alignment) {
  return (offset + alignment - 1) / alignment * alignment;
}

// A block's start may not lie strictly between `low` and `high`, `exception` apart.
struct Forbidden {
  std::int64_t low, high;
  std::int64_t exception = -1;
};

class Placer {
 public:
  Placer(const std::vector<MemoryBlock>& blocks, const std::vector<MemorySharing>& sharings)
      : blocks_(blocks), neighbours_(blocks.size()) {
    for (std::size_t a = 0; a < blocks.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) {
        if (blocks[a].first > blocks[b].last || blocks[b].first > blocks[a].last) continue;
        neighbours_[a].push_back({b, nullptr, false});
        neighbours_[b].push_back({a, nullptr, false});
      }
    }
    for (const MemorySharing& sharing : sharings) {
      neighbour(sharing.output, sharing.input) = {sharing.input, &sharing.overlap, true};
      neighbour(sharing.input, sharing.output) = {sharing.output, &sharing.overlap, false};
    }
  }

  // Gives each block, in this order, the lowest place that is free.
  std::uint64_t place(const std::vector<std::size_t>& order, std::vector<std::uint64_t>& offsets) {
    placed_.assign(blocks_.size(), false);
    std::uint64_t end = 0;
    for (const std::size_t block : order) {
      offsets[block] = lowest_free(block, offsets);
      placed_[block] = true;
      end = std::max(end, offsets[block] + blocks_[block].bytes);
    }
    return align(end, kArenaAlignment);
  }

 private:
  struct Neighbour {
    std::size_t block;
    const Overlap* overlap;  // null: apart
    bool is_input;           // of the step whose output may lie over it
  };

  Neighbour& neighbour(std::size_t of, std::size_t other) {
    for (Neighbour& n : neighbours_[of]) {
      if (n.block == other) return n;
    }
    throw Error(Exit::kFailed, "a sharing of blocks that are never needed together");
  }

  Forbidden forbidden(std::size_t block, const Neighbour& n, std::int64_t there) const {
    const auto bytes = static_cast<std::int64_t>(blocks_[block].bytes);
    Forbidden zone{there - bytes, there + static_cast<std::int64_t>(blocks_[n.block].bytes)};
    if (n.overlap == nullptr) return zone;
    if (n.overlap->exact) zone.exception = there;
    if (n.overlap->slack == Overlap::kApart) return zone;
    if (n.is_input) {
      zone.low = std::max(zone.low, there + n.overlap->slack);
    } else {
      zone.high = std::min(zone.high, there - n.overlap->slack);
    }
    return zone;
  }

  std::uint64_t lowest_free(std::size_t block, const std::vector<std::uint64_t>& offsets) {
    zones_.clear();
    candidates_.assign(1, 0);
    const std::uint64_t alignment = blocks_[block].alignment;
    for (const Neighbour& n : neighbours_[block]) {
      if (!placed_[n.block]) continue;
      const Forbidden zone = forbidden(block, n, static_cast<std::int64_t>(offsets[n.block]));
      zones_.push_back(zone);
      candidates_.push_back(
          align(static_cast<std::uint64_t>(std::max<std::int64_t>(0, zone.high)), alignment));
      if (zone.exception >= 0 && static_cast<std::uint64_t>(zone.exception) % alignment == 0) {
        candidates_.push_back(static_cast<std::uint64_t>(zone.exception));
      }
    }
    std::sort(candidates_.begin(), candidates_.end());
    for (const std::uint64_t candidate : candidates_) {
      if (free_at(static_cast<std::int64_t>(candidate))) return candidate;
    }
    return candidates_.back();  // above every zone: free_at() holds there
  }

  bool free_at(std::int64_t offset) const {
    return std::all_of(zones_.begin(), zones_.end(), [&](const Forbidden& zone) {
      return offset <= zone.low || offset >= zone.high || offset == zone.exception;
    });
  }

  const std::vector<MemoryBlock>& blocks_;
  std::vector<std::vector<Neighbour>> neighbours_;
  std::vector<bool> placed_;
  std::vector<Forbidden> zones_;
  std::vector<std::uint64_t> candidates_;
};

using Order = std::vector<std::size_t>;

std::vector<Order> first_orders(const std::vector<MemoryBlock>& blocks) {
  Order order(blocks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<Order> orders;
  const auto add = [&](auto key) {
    orders.push_back(order);
    std::stable_sort(orders.back().begin(), orders.back().end(),
                     [&](std::size_t a, std::size_t b) { return key(blocks[a]) > key(blocks[b]); });
  };
  const auto duration = [](const MemoryBlock& b) { return std::uint64_t{b.last} - b.first + 1; };
  add([](const MemoryBlock& b) { return std::uint64_t{b.bytes}; });
  add([&](const MemoryBlock& b) { return b.bytes * duration(b); });
  add(duration);
  add([](const MemoryBlock& b) { return std::uint64_t{b.first}; });
  add([](const MemoryBlock& b) { return std::uint64_t{b.last}; });
  add([](const MemoryBlock& b) { return ~std::uint64_t{b.first}; });
  return orders;
}

}  // namespace

MemoryPlan plan_memory(const std::vector<MemoryBlock>& blocks,
                       const std::vector<MemorySharing>& sharings) {
  Placer placer(blocks, sharings);
  std::vector<std::uint64_t> offsets(blocks.size()), best_offsets(blocks.size());
  std::uint64_t best = std::numeric_limits<std::uint64_t>::max();
  Order best_order;
  const auto attempt = [&](const Order& order) {
    const std::uint64_t bytes = placer.place(order, offsets);
    // Equal plans are taken as well: plateaus lead to places that are better.
    if (bytes > best) return;
    best = bytes;
    best_offsets = offsets;
    best_order = order;
  };
  for (const Order& order : first_orders(blocks)) attempt(order);

  // Moves one block to another place in the best order. The effort is bounded whatever the size.
  std::mt19937 random(1);  // its sequence is part of the C++ standard: the same on every machine
  const std::size_t count = blocks.size();
  const std::size_t rounds =
      count < 2 ? 0 : std::min<std::size_t>(4000, 40'000'000 / (count * count));
  for (std::size_t round = 0; round < rounds; ++round) {
    Order order = best_order;
    const std::size_t from = random() % count, to = random() % count;
    const std::size_t block = order[from];
    order.erase(order.begin() + static_cast<std::ptrdiff_t>(from));
    order.insert(order.begin() + static_cast<std::ptrdiff_t>(to), block);
    attempt(order);
  }
  if (best > std::numeric_limits<std::uint32_t>::max() - kArenaAlignment) {
    throw Error(Exit::kRefused, "the model needs more than 4 GB of working memory");
  }
  MemoryPlan plan{{best_offsets.begin(), best_offsets.end()}, static_cast<std::uint32_t>(best)};
  return plan;
}

}  // namespace satchel
