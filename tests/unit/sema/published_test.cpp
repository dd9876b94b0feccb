// SPDX-License-Identifier: Apache-2.0
// The published spaces of the standard library: sizes, the benchmarks' own strings, parameters of published
// networks.
#include <gmock/gmock.h>

#include "runtime/derivation/plan.h"
#include "runtime/derivation/term.h"
#include "tests/unit/sema/library_module.h"

namespace nasg {
namespace {

using testing::column;
using testing::module;
using testing::parameters;
using testing::parsed;
using testing::table;
using testing::written;

TEST(Macro, HasThePublishedSizeStringsAndParameters) {
  const auto made = module("nbmacro").space("NBMacro");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->automaton.count()->get_str(), "6561");
  const auto rows = table("nbmacro/nbmacro_cifar10.csv");
  if (rows.empty()) GTEST_SKIP() << "the table of NAS-Bench-Macro is not here";
  const std::size_t code = column(rows, "code");
  const std::size_t params = column(rows, "params");
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const derivation::Derivation derivation = parsed(*made, rows[i][code]);
    ASSERT_EQ(written(*made, 0, derivation), rows[i][code]);
    ASSERT_EQ(std::to_string(parameters(*made, derivation)), rows[i][params]) << rows[i][code];
  }
}

// The genotype that DARTS found on CIFAR-10 in second order.
constexpr const char* kDartsV2 =
    "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), "
    "('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), ('dil_conv_3x3', 2)], "
    "normal_concat=range(2, 6), reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), "
    "('max_pool_3x3', 1), ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2), "
    "('max_pool_3x3', 1)], reduce_concat=range(2, 6))";

TEST(Darts, EachOfTwoCellsHasThePublishedSize) {
  const auto made = module("darts").space("DARTS");
  ASSERT_TRUE(made);
  EXPECT_EQ(*made->automaton.count(), mpz_class("1037664180") * 1037664180);
}

TEST(Darts, ReadsGenotypesInAnyOrderOfEdgesAndWritesThemInOne) {
  const auto made = module("darts").space("DARTS");
  ASSERT_TRUE(made);
  const derivation::Derivation derivation = parsed(*made, kDartsV2);
  const std::string term = derivation::term(made->space, derivation);
  EXPECT_THAT(term, ::testing::StartsWith("<DartsCell(Node2_01(sep_conv_3x3, sep_conv_3x3), "));
  EXPECT_EQ(parsed(*made, term), derivation);
  const std::string own = written(*made, 0, derivation);
  EXPECT_THAT(own, ::testing::HasSubstr("('skip_connect', 0), ('sep_conv_3x3', 1)"));
  EXPECT_EQ(parsed(*made, own), derivation);
}

/// Scales and shifts of batch normalisations.
std::int64_t normalising_parameters(const derivation::Plan& plan) {
  std::int64_t sum = 0;
  for (const derivation::PlanStep& step : plan.steps)
    if (const auto* layer = std::get_if<derivation::PlanStep::Layer>(&step.what);
        layer && layer->kind == ir::LayerKind::kBatchNorm)
      sum += 2 * plan.shapes[step.output][0];
  return sum;
}

// The table's networks have 32 channels, and scales and shifts only in the stem and at the inputs of cells:
// 2,752.
TEST(Darts, ReadsEveryRowOfTheTableAndHasItsParameters) {
  const auto library = module("darts");
  diag::Sink sink;
  const auto made = library.program().instantiate("DARTS", {{"width", {32.0, {}}}}, sink);
  ASSERT_TRUE(made);
  const auto rows = table("nb301/nb301_zc.csv");
  if (rows.empty()) GTEST_SKIP() << "the table of NAS-Bench-301 is not here";
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const derivation::Derivation derivation = parsed(*made, "<" + rows[i][0] + " ; " + rows[i][1] + ">");
    ASSERT_EQ(parsed(*made, written(*made, 1, derivation)), derivation);
    const auto plan = derivation::build_plan(made->space, derivation);
    ASSERT_TRUE(plan);
    const std::int64_t own = derivation::cost(*plan).parameters - normalising_parameters(*plan) + 2752;
    ASSERT_NEAR(static_cast<double>(own), 1e6 * std::stod(rows[i][column(rows, "params")]), 0.01)
        << rows[i][0];
  }
}

TEST(Activations, HaveThePublishedSizeAndResNet20ThePublishedParameters) {
  const auto made = module("activation").space("Activation");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->automaton.count()->get_str(), "393762525");
  // He et al. 2016: 0.27 M.
  EXPECT_EQ(parameters(*made, parsed(*made, "UnaryTopo(UnaryTopo(umax))")), 269'722);
  // SiLU as the space writes it, in the form of hNAS.
  const auto silu = parsed(
      *made, "(L2 BinaryTopo (BinOp bsigmoid) (L1 UnaryTopo (UnOp id)) (L1 UnaryTopo (UnOp id)) id id)");
  EXPECT_EQ(derivation::term(made->space, silu),
            "BinaryTopo(bsigmoid, UnaryTopo(id), UnaryTopo(id), id, id)");
}

TEST(Activations, TrainedNumbersAreOneAChannelAtEachOf19Places) {
  const auto made = module("activation").space("Activation");
  ASSERT_TRUE(made);
  // One place behind the stem and six in each stage.
  EXPECT_EQ(parameters(*made, parsed(*made, "UnaryTopo(UnaryTopo(mconst))")) - 269'722,
            7 * 16 + 6 * 32 + 6 * 64);
}

TEST(Transformers, DeitTinyHasThePublishedParameters) {
  const auto library = module("transformer");
  diag::Sink sink;
  const auto made = library.program().instantiate(
      "Transformer", {{"classes", {1000.0, {}}}, {"size", {224.0, {}}}, {"patch", {16.0, {}}}}, sink);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->automaton.count()->get_str(), "1056964608");
  std::string blocks;
  for (int i = 0; i < 12; ++i) blocks += (i > 0 ? " >> " : "") + std::string("Encoder(attention(3), mlp(8))");
  // Touvron et al. 2021: 5,717,416, less the class token and its position.
  EXPECT_EQ(
      parameters(*made, parsed(*made, "patches(patch, 192) >> (" + blocks + ") >> row_classifier(classes)")),
      5'717'416 - 2 * 192);
}

}  // namespace
}  // namespace nasg
