#pragma once

#include <string>

#include "cli/verb.h"
#include "link/client/bench.h"

namespace satchel {

// --port of the verbs that ask a board on the bench.
CLI::Option* add_bench_port(CLI::App& verb, std::string& port);

// A bench that starts its board when `port` is empty, else meets it there and asks its owner for
// the button in one line on standard error.
BenchOptions bench_at(const std::string& port);

}  // namespace satchel
