#pragma once

#include <cstddef>
#include <functional>

namespace satchel {

// Calls `work(i)` for each i in [0, count), on all processors (`threads` of them when not 0). Which
// thread gets which index is not defined: `work` must depend on `i` alone. When calls throw, the
// exception of the smallest index that was reached is thrown again once all threads have stopped.
void parallel_for(std::size_t count, const std::function<void(std::size_t)>& work, int threads = 0);

}  // namespace satchel
