// SPDX-License-Identifier: Apache-2.0
// What must hold for every program that is formatted.
#include "grammar/format.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "grammar/parse.h"
#include "tests/property/program_text.h"
#include "tests/property/space_generator.h"

namespace nasg {
namespace {

namespace fs = std::filesystem;

/// All that a program may have, written carelessly.
constexpr const char* kEverything = R"(/// A program with all there is.
import std.vision;   import "my_ops.nasg";
op sep_conv(k, s = 1)=relu>>conv2d(C,kernel = k,groups=C,padding = k/2)>>batch_norm;
op resBlock : [C, H, W] -> [2 * C, H / 2, W/2] = |x| {
  main = relu_conv_bn(2*C, 3, stride = 2)(x) >> relu_conv_bn(2*C, 3);
  short = avg_pool(2, stride = 2)(x);
  main + short
}
topology TwoInput(a, b) = |p, q| { a(p) ++ b(q)*a(q) } topology None( ) = | | { id }
space Free(n = 5) : [3, 32, 32] -> [10] {
  frame = stem({16, 24, 32}) >> BLOCK^{2..6} >> (let tied b = BLOCK in b^n);
  BLOCK : [C, H, W] -> [C, H, W] = sep_conv(k = {3..7 step 2}) | BLOCK >> BLOCK @ 0.5 | id where connected;
  limit depth <= 9, params <= 1.5M;
  level macro { BLOCK }
  notation nb { sep_conv(k = 3) = "sep \" // \n{k}"; }
}
search quick on Free(n = 1) {
  objective = train(data = digits, lr = 1e-3, sizes = [1, 2.5, -3]); /* the budget follows */
  budget = 40 evaluations;
}
)";

std::string dumped(const std::string& text) {
  diag::SourceMap sources;
  diag::Sink sink;
  std::string tree = grammar::dump(grammar::parse(sources, sources.add("t.nasg", text), sink));
  EXPECT_FALSE(sink.has_errors()) << text;
  return tree;
}

/// Nothing if the text does not parse.
std::optional<std::string> formatted(const std::string& text) {
  diag::SourceMap sources;
  diag::Sink sink;
  return grammar::format(sources, sources.add("t.nasg", text), sink);
}

void expect_well_formatted(const std::string& text) {
  const auto once = formatted(text);
  ASSERT_TRUE(once.has_value()) << text;
  const test::ProgramText before(text);
  const test::ProgramText after(*once);
  ASSERT_EQ(after.code, before.code) << text;
  ASSERT_EQ(after.comments, before.comments) << text << "\nwas formatted as\n" << *once;
  ASSERT_EQ(dumped(*once), dumped(text)) << text;
  ASSERT_EQ(formatted(*once), once) << text;
}

/// The programs of some folders that parse.
std::vector<std::string> programs_in(const std::vector<std::string>& folders) {
  std::vector<std::string> texts;
  for (const std::string& folder : folders)
    for (const auto& file : fs::recursive_directory_iterator(fs::path(NASG_SOURCE_DIR) / folder)) {
      if (file.path().extension() != ".nasg") continue;
      std::ifstream stream(file.path());
      std::string text(std::istreambuf_iterator<char>(stream), {});
      if (formatted(text)) texts.push_back(std::move(text));
    }
  return texts;
}

TEST(Formatting, LeavesTheStandardLibraryAndTheExamplesAsTheyAre) {
  const auto texts = programs_in({"stdlib", "examples"});
  EXPECT_GT(texts.size(), 5U);
  for (const std::string& text : texts) EXPECT_EQ(formatted(text), text);
}

TEST(Formatting, KeepsSignsCommentsAndMeaningOfRandomPrograms) {
  int tried = 0;
  for (std::uint64_t i = 0; i < 300; ++i) {
    derivation::Rng rng = derivation::Rng(4).fork(i);
    const std::string text = test::random_program(rng, 40);
    if (!formatted(text)) continue;
    ++tried;
    expect_well_formatted(text);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(tried, 100);
}

TEST(Formatting, KeepsThemWhereverCommentsAndLineEndsStand) {
  std::mt19937 random(17);
  auto texts = programs_in({"stdlib", "examples", "tests/golden", "tests/bench"});
  texts.emplace_back(kEverything);
  for (const std::string& text : texts)
    for (int round = 0; round < 30; ++round) {
      expect_well_formatted(test::respaced(text, random, 1U + static_cast<unsigned>(round % 10)));
      if (HasFatalFailure()) return;
    }
}

TEST(Formatting, KeepsLinesOfCodeWithinTheWidth) {
  for (const std::string& text : programs_in({"stdlib", "examples", "tests/golden"})) {
    const std::string result = formatted(text).value_or("");
    for (std::size_t begin = 0, end; (end = result.find('\n', begin)) != std::string::npos; begin = end + 1) {
      const std::string line = result.substr(begin, end - begin);
      // Comments and texts are never broken.
      const bool whole = line.find("//") != std::string::npos || line.find('"') != std::string::npos;
      EXPECT_TRUE(whole || line.size() <= grammar::kLineWidth) << line;
    }
  }
}

}  // namespace
}  // namespace nasg
