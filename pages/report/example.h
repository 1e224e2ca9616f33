#pragma once

#include "pages/report/report.h"

namespace satchel {

// A report of invented figures with every part filled, for tests and for looking at the page.
Report example_report();

}  // namespace satchel
