// SPDX-License-Identifier: Apache-2.0
// Pictures drawn by Graphviz, and their absence without it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kSpace =
    "topology Pair(a, b) = |x| { a(x) + b(x) }\n"
    "space S : [3, 8, 8] -> [3, 8, 8] { NET = Pair(OP, OP); OP = id | relu; }\n";

TEST(Picture, IsSvgWithTheNodesAndBoxesOfTheGraph) {
  if (run({"dot", "-V"}).status != 0) GTEST_SKIP() << "graphviz is not installed";
  const Folder folder;
  const Finished drawn =
      run({program("nasgc"), "show", folder.write("s.nasg", kSpace), "Pair(relu, id)", "--as", "svg"});
  EXPECT_EQ(drawn.status, 0) << drawn.err;
  for (const char* part : {"<svg", ">input<", ">relu<", ">id<", ">output<", "Pair"})
    EXPECT_THAT(drawn.out, HasSubstr(part));
  EXPECT_THAT(drawn.out, EndsWith("</svg>\n"));
}

TEST(Picture, WithoutGraphvizSaysWhatIsMissing) {
  const Folder folder;
  const Finished refused = run({"env", "PATH=" + folder.path(), program("nasgc"), "show",
                                folder.write("s.nasg", kSpace), "Pair(relu, id)", "--as", "svg"});
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.out, IsEmpty());
  EXPECT_THAT(refused.err, HasSubstr("E0915"));
}

TEST(Picture, AGraphvizThatFailsIsAnError) {
  const Folder folder;
  run({"chmod", "+x", folder.write("dot", "#!/bin/sh\necho no room >&2\nexit 1\n")});
  const Finished refused = run({"env", "PATH=" + folder.path(), program("nasgc"), "show",
                                folder.write("s.nasg", kSpace), "Pair(relu, id)", "--as", "svg"});
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("no room"));
}

}  // namespace
}  // namespace nasg::testing
