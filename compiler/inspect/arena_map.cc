#include "compiler/inspect/arena_map.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/inspect/extent.h"

namespace satchel {
namespace {

struct Region {
  std::uint64_t offset = 0, bytes = 0;
};

// What is read and written at one time; time 0 is before the first step, the last after the last.
struct Moment {
  std::string name;
  std::vector<Region> reads, writes, scratch;
};

Region region_of(const TensorRecord& tensor) {
  return {tensor.offset, tensor.bytes};
}

std::vector<Moment> moments_of(const PackageView& package) {
  std::vector<Moment> moments(1);
  moments[0].name = "inputs";
  for (std::uint32_t i = 0; i < package.input_count(); ++i) {
    moments[0].writes.push_back(region_of(package.input(i)));
  }
  for (std::uint32_t i = 0; i < package.step_count(); ++i) {
    const Step& step = package.steps()[i];
    Moment moment;
    moment.name = fmt::format("{} {}", i, kernel_name(step.kernel));
    for (std::size_t k = 0; k < 2; ++k) {
      if (reads_arena(step, k)) moment.reads.push_back({step.input[k], input_bytes(step, k)});
    }
    moment.writes.push_back({step.output, output_bytes(step)});
    const std::uint64_t scratch = scratch_bytes(step);
    if (scratch > 0) moment.scratch.push_back({step.scratch, scratch});
    moments.push_back(std::move(moment));
  }
  Moment end;
  end.name = "outputs";
  for (std::uint32_t i = 0; i < package.output_count(); ++i) {
    end.reads.push_back(region_of(package.output(i)));
  }
  moments.push_back(std::move(end));
  return moments;
}

bool starts_at(const std::vector<Region>& regions, std::uint64_t offset) {
  return std::any_of(regions.begin(), regions.end(),
                     [&](const Region& region) { return region.offset == offset; });
}

// The last moment at which what `moments[from]` wrote at `offset` is read.
std::size_t last_read(const std::vector<Moment>& moments, std::size_t from, std::uint64_t offset) {
  std::size_t last = from;
  for (std::size_t t = from + 1; t < moments.size(); ++t) {
    if (starts_at(moments[t].reads, offset)) last = t;
    if (starts_at(moments[t].writes, offset)) break;
  }
  return last;
}

class Canvas {
 public:
  Canvas(std::size_t lines, std::size_t columns, std::uint64_t arena_bytes)
      : arena_(std::max<std::uint64_t>(arena_bytes, 1)), lines_(lines, std::string(columns, '.')) {}

  void draw(std::size_t line, const Region& region, char mark) {
    std::string& text = lines_[line];
    const std::size_t first = region.offset * text.size() / arena_;
    const std::size_t end =
        std::max<std::size_t>(first + 1, (region.offset + region.bytes) * text.size() / arena_);
    for (std::size_t i = first; i < std::min(end, text.size()); ++i) {
      text[i] = mark == 'o' && text[i] == 'i' ? '#' : mark;
    }
  }

  const std::string& line(std::size_t index) const { return lines_[index]; }

 private:
  std::uint64_t arena_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> arena_map(const PackageView& package, std::size_t columns) {
  const std::vector<Moment> moments = moments_of(package);
  Canvas canvas(moments.size(), columns, package.arena_bytes());
  for (std::size_t t = 0; t < moments.size(); ++t) {
    for (const Region& region : moments[t].writes) {
      for (std::size_t k = t + 1; k < last_read(moments, t, region.offset); ++k) {
        canvas.draw(k, region, '-');
      }
    }
  }
  std::vector<std::string> lines;
  for (std::size_t t = 0; t < moments.size(); ++t) {
    for (const Region& region : moments[t].reads) canvas.draw(t, region, 'i');
    for (const Region& region : moments[t].scratch) canvas.draw(t, region, 's');
    for (const Region& region : moments[t].writes) canvas.draw(t, region, 'o');
    lines.push_back(fmt::format("{:<24} |{}|", moments[t].name, canvas.line(t)));
  }
  return lines;
}

}  // namespace satchel
