// SPDX-License-Identifier: Apache-2.0
// einspace: how many terms its grammar has, and the blocks of published networks that it composes.
#include <gtest/gtest.h>

#include "runtime/derivation/term.h"
#include "tests/unit/sema/library_module.h"

namespace nasg {
namespace {

using testing::module;
using testing::parameters;
using testing::parsed;

TEST(EinSpace, TermsReadBackAndKeepTheirShape) {
  const auto made = module("einspace").space("EinSpace");
  ASSERT_TRUE(made);
  for (const std::string term :
       {"sequential(between(unfold(3, padding=1), sequential(between(transpose, softmax, transpose), "
        "linear_rows(64)), linear(C) >> image(H, W)), classifier(classes))",
        "sequential(group2_cat(leaky_relu, clone2_matmul(clone2_dot(batch_norm, id), softmax)), "
        "between(unfold(3, stride=2, padding=1), linear(32), image(H/2, W/2) >> "
        "sequential(between(permute(2, 3, "
        "1), clone8_cat(id, conv2d(C, kernel=1)), permute(3, 1, 2)), classifier(classes))))"}) {
    const auto derivation = parsed(*made, term);
    EXPECT_EQ(derivation::term(made->space, derivation), term);
    EXPECT_GT(parameters(*made, derivation), 0);
  }
}

/// How many derivations of each nonterminal of einspace are at most so deep, by its grammar's own recurrence.
struct EinSpaceTerms {
  ir::BigInt network, half, second, patches;
  ir::BigInt module, branch, route, compute, any, scores;
  ir::BigInt rows_module, rows_branch, rows_route, rows_compute, rows, rows_scores;

  EinSpaceTerms one_deeper(bool widths_fit) const {
    const int widths = widths_fit ? 8 : 0;  // of linear_channels and linear_rows
    EinSpaceTerms next;
    next.network = module + module * half + module * patches;
    next.half = 8 * second;
    next.second = module + module * patches;
    next.patches = 3 * rows_module;
    next.module = module * module + branch + route + compute;
    next.branch = 2 * module * module + 4 * compute + scores * module + 2 * any * any + 2 * any;
    next.route = 9 * module + 7 * rows_module;
    next.compute = 5 + widths;
    next.any = 2 * any * any + scores * any + rows + compute;
    next.scores = 2 * any * any + scores * any;
    next.rows_module = rows_module * rows_module + rows_branch + rows_route + rows_compute;
    next.rows_branch =
        2 * rows_module * rows_module + 4 * rows_compute + rows_scores * rows_module + rows * rows + 2 * rows;
    next.rows_route = rows + 4 * rows_module;
    next.rows_compute = 5 + widths;
    next.rows = 2 * rows * rows + rows_scores * rows + 5 * rows + rows_compute;
    next.rows_scores = 2 * rows * rows + rows_scores * rows;
    return next;
  }
};

TEST(EinSpace, HasAsManyTermsOfEachDepthAsItsRecurrenceSays) {
  const auto library = module("einspace");
  EinSpaceTerms terms;
  for (int depth = 1; depth <= 12; ++depth) {
    terms = terms.one_deeper(depth > 1);
    if (depth < 3) continue;  // no term is as flat as that
    diag::Sink sink;
    const auto made =
        library.program().instantiate("EinSpace", {{"levels", {static_cast<double>(depth), {}}}}, sink);
    ASSERT_TRUE(made);
    EXPECT_EQ(*made->automaton.count(), terms.network) << depth;
  }
}

/// What the network of a term has more than that of the identity.
std::int64_t parameters_beside(const std::string& term, const std::string& identity) {
  const auto library = module("einspace");
  diag::Sink sink;
  const auto made = library.program().instantiate("EinSpace", {{"levels", {20.0, {}}}}, sink);
  return made ? parameters(*made, parsed(*made, term)) - parameters(*made, parsed(*made, identity)) : -1;
}

/// Of a module over images of 16 channels and 32x32 pixels.
std::int64_t parameters_of_module(const std::string& term) {
  return parameters_beside("sequential(" + term + ", classifier(classes))",
                           "sequential(id, classifier(classes))");
}

/// The blocks of ResNets, transformers and mixers of perceptrons, as einspace composes them of its
/// operations.
TEST(EinSpace, HasTheBlockOfResNets) {
  const std::string convolution = "between(unfold(3, padding=1), id, linear(C) >> image(H, W))";
  const std::string block = "clone2_add(sequential(" + convolution + ", sequential(batch_norm, sequential(" +
                            "leaky_relu, sequential(" + convolution + ", batch_norm)))), id)";
  const std::int64_t block_parameters = 2 * (9 * 16 * 16 + 16 + 2 * 16);
  EXPECT_EQ(parameters_of_module(block), block_parameters);
  EXPECT_EQ(parameters_of_module("sequential(" + block + ", sequential(" + block + ", leaky_relu))"),
            2 * block_parameters);
}

/// Of rows on the way from patches of 4x4 pixels, 64 rows of 256 features, to the scores.
std::int64_t parameters_of_rows(const std::string& term) {
  const auto network = [](const std::string& rows) {
    return "sequential(id, between(unfold(4, stride=4), " + rows + ", row_classifier(classes)))";
  };
  return parameters_beside(network(term), network("id"));
}

constexpr std::int64_t kRows = 64;
constexpr std::int64_t kFeatures = 256;

/// Linear maps to so many features and back, with biases.
std::int64_t there_and_back(std::int64_t from, std::int64_t to) {
  return 2 * from * to + from + to;
}

TEST(EinSpace, HasTheBlockOfTransformers) {
  const std::string scores = "sequential(clone2_scaled_dot(linear_rows(64), linear_rows(64)), softmax)";
  const std::string attention =
      "clone2_add(sequential(layer_norm(axes=1), clone2_matmul(" + scores + ", linear_rows(64))), id)";
  const std::string perceptron =
      "clone2_add(sequential(layer_norm(axes=1), between(linear(128), leaky_relu, linear(F))), id)";
  EXPECT_EQ(
      parameters_of_rows("sequential(row_positions, sequential(" + attention + ", " + perceptron + "))"),
      kRows * kFeatures + 2 * 2 * kFeatures + 3 * there_and_back(kFeatures, 64) +
          there_and_back(kFeatures, 128));
  const std::string heads = "sequential(clone2_scaled_dot(linear_rows(16), linear_rows(16)), softmax)";
  EXPECT_EQ(parameters_of_rows("group8_columns(clone2_matmul(" + heads + ", id))"),
            8 * 2 * there_and_back(kFeatures / 8, 16));
}

TEST(EinSpace, HasTheBlockOfMixers) {
  const std::string tokens =
      "clone2_add(sequential(layer_norm(axes=1), between(transpose, between(linear(32), "
      "leaky_relu, linear(F)), transpose)), id)";
  const std::string channels =
      "clone2_add(sequential(layer_norm(axes=1), between(linear(128), leaky_relu, linear(F))), id)";
  EXPECT_EQ(parameters_of_rows("sequential(" + tokens + ", " + channels + ")"),
            2 * 2 * kFeatures + there_and_back(kRows, 32) + there_and_back(kFeatures, 128));
}

}  // namespace
}  // namespace nasg
