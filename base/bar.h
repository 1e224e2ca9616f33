#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace satchel {

// What one bar of progress says; who draws it decides when and where.
struct Bar {
  using Clock = std::chrono::steady_clock;

  std::string title;
  std::uint64_t total = 0;  // in steps of the caller's choice; 0 when it is not known
  std::uint64_t done = 0;
  std::string note = {};
  Clock::time_point started = Clock::now();
  bool finished = false;
  double took = 0;  // seconds, once it is finished

  double seconds() const;
  // One that is not `whole` stays at the place it reached.
  void finish(std::string_view last_note, bool whole = true);
  // "making voices  [##########----------]  50 %   1 min 20 s left   yes, German"
  std::string line() const;
};

// The width of the terminal at standard error, 80 when it does not say.
std::size_t terminal_columns();
std::size_t terminal_rows();
// Cuts after `columns` characters without splitting a UTF-8 sequence.
std::string cut_to_columns(const std::string& text, std::size_t columns);

}  // namespace satchel
