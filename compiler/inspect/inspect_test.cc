#include "compiler/inspect/inspect.h"

#include <gtest/gtest.h>

#include "compiler/emit/package.h"
#include "compiler/testing/keyword_network.h"

namespace satchel {
namespace {

// Where the weights lie differs from target to target, how many there are does not.
TEST(Inspect, CountsEveryWeightOnceOnEveryTarget) {
  const Graph graph = testing_support::keyword_network();
  std::uint64_t weights = 0;
  for (const Tensor& tensor : graph.tensors) weights += tensor.data.size();
  for (const Target target : {Target::kHost, Target::kM0, Target::kM3, Target::kM4, Target::kM7,
                              Target::kM33, Target::kM55, Target::kRv32}) {
    PackageParts parts;
    parts.target = target;
    const PackageBytes bytes = compile_package(graph, parts);
    PackageView view;
    ASSERT_TRUE(PackageView::open(bytes.data(), bytes.size(), &view).ok());
    EXPECT_EQ(inspect_json(view, "package").at("weights_bytes"), weights)
        << "target " << static_cast<int>(target);
  }
}

}  // namespace
}  // namespace satchel
