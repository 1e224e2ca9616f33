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

// What a placed block means for one that is to be placed.
struct Zone {
  std::int64_t there;      // where the placed block begins
  std::int64_t low, high;  // apart from it: at or below low, at or above high
  const Overlap* overlap;  // null: apart only
  bool over_input;         // the placed block is the input, the new one the output

  bool allows(std::int64_t offset) const {
    if (offset <= low || offset >= high) return true;
    return overlap != nullptr && overlap->permits(over_input ? offset - there : there - offset);
  }

  // The lowest place from `offset` on that this zone allows, as far as it alone is concerned.
  std::int64_t next_allowed(std::int64_t offset) const {
    if (allows(offset)) return offset;
    if (overlap == nullptr || overlap->slack == Overlap::kApart) return high;
    // Over an input the places are below a bound, over an output above one.
    std::int64_t next = over_input ? offset : std::max(offset, there - overlap->slack);
    const std::int64_t rest = (next - there) % overlap->modulus;
    if (rest != 0) next += rest < 0 ? -rest : overlap->modulus - rest;
    return allows(next) ? next : high;
  }
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

  Zone zone(std::size_t block, const Neighbour& n, std::uint64_t place) const {
    const auto there = static_cast<std::int64_t>(place);
    return {there, there - static_cast<std::int64_t>(blocks_[block].bytes),
            there + static_cast<std::int64_t>(blocks_[n.block].bytes), n.overlap, n.is_input};
  }

  // Climbs from zone to zone until all of them agree.
  std::uint64_t lowest_free(std::size_t block, const std::vector<std::uint64_t>& offsets) {
    zones_.clear();
    for (const Neighbour& n : neighbours_[block]) {
      if (placed_[n.block]) zones_.push_back(zone(block, n, offsets[n.block]));
    }
    const std::uint64_t alignment = blocks_[block].alignment;
    std::int64_t offset = 0;
    for (bool moved = true; moved;) {
      moved = false;
      for (const Zone& each : zones_) {
        std::int64_t next = each.next_allowed(offset);
        next = static_cast<std::int64_t>(align(static_cast<std::uint64_t>(next), alignment));
        if (next == offset) continue;
        offset = next;
        moved = true;
      }
    }
    return static_cast<std::uint64_t>(offset);
  }

  const std::vector<MemoryBlock>& blocks_;
  std::vector<std::vector<Neighbour>> neighbours_;
  std::vector<bool> placed_;
  std::vector<Zone> zones_;
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
