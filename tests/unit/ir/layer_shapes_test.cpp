// SPDX-License-Identifier: Apache-2.0
// What layers make of shapes, of numbers and of symbols alike, and what they refuse.
#include <gtest/gtest.h>

#include "compiler/ir/layers.h"

namespace nasg::ir {
namespace {

std::vector<Scalar> whole(std::initializer_list<std::int64_t> values) {
  return {values.begin(), values.end()};
}

/// The shape as text, or why there is none.
std::string shape(LayerKind kind, const std::vector<Scalar>& args, const Shape& input) {
  const auto outcome = layer_shape<std::int64_t>(kind, args, input);
  const auto* why = std::get_if<std::string>(&outcome);
  return why ? *why : text(std::get<Shape>(outcome));
}

/// The same over the incoming dimensions, with the names that they have by default.
std::string symbolic(LayerKind kind, const std::vector<Scalar>& args, std::size_t rank) {
  SymbolicShape input;
  for (std::size_t axis = 0; axis < rank; ++axis) input.push_back(Dim::incoming(static_cast<int>(axis)));
  std::vector<SymbolicScalar> values;
  for (const Scalar& arg : args)
    std::visit([&](const auto value) { values.push_back(SymbolicScalar(value)); }, arg);
  const auto outcome = layer_shape<Dim>(kind, values, input);
  const auto* why = std::get_if<std::string>(&outcome);
  return why ? *why : text(std::get<SymbolicShape>(outcome), default_axes(rank));
}

TEST(LayerShapes, OfImages) {
  EXPECT_EQ(shape(LayerKind::kConvTranspose2d, whole({8, 4, 2, 1, 1, 1}), {4, 5, 6}), "[8, 10, 12]");
  EXPECT_EQ(symbolic(LayerKind::kConvTranspose2d, whole({8, 4, 2, 1, 1, 1}), 3), "[8, 2*H, 2*W]");
  EXPECT_EQ(shape(LayerKind::kConvTranspose2d, whole({8, 1, 1, 3, 1, 1}), {4, 5, 6}),
            "its padding leaves nothing");
  EXPECT_EQ(shape(LayerKind::kConvTranspose2d, whole({8, 3, 1, 0, 3, 1}), {4, 5, 6}),
            "its 3 groups do not divide 4 channels");
  EXPECT_EQ(shape(LayerKind::kCrop, whole({1, 2}), {3, 5, 6}), "[3, 4, 4]");
  EXPECT_EQ(shape(LayerKind::kCrop, whole({5, 0}), {3, 5, 6}), "it leaves nothing");
  EXPECT_EQ(symbolic(LayerKind::kUpsample, whole({3}), 3), "[C, 3*H, 3*W]");
  EXPECT_EQ(shape(LayerKind::kUpsample, whole({0}), {3, 5, 6}), "its factor must be at least 1");
  EXPECT_EQ(shape(LayerKind::kExpand, whole({4, 5}), {3, 1, 1}), "[3, 4, 5]");
  EXPECT_EQ(symbolic(LayerKind::kGlobalMaxPool, {}, 3), "[C, 1, 1]");
  EXPECT_EQ(symbolic(LayerKind::kGroupNorm, whole({4, 1}), 3), "[C, H, W]");
  EXPECT_EQ(shape(LayerKind::kGroupNorm, whole({4, 1}), {6, 5, 5}), "its 4 groups do not divide 6 channels");
  EXPECT_EQ(shape(LayerKind::kGroupNorm, whole({0, 1}), {6, 5, 5}),
            "its number of groups must be at least 1");
  EXPECT_EQ(shape(LayerKind::kGroupNorm, whole({6, 1}), {6, 1, 1}), "it needs more than one number a group");
  EXPECT_EQ(shape(LayerKind::kGroupNorm, whole({2, 1}), {6}),
            "it takes an image [C, H, W], and is given 1 dimension");
  EXPECT_EQ(shape(LayerKind::kExpand, whole({4, 5}), {3, 1, 2}), "it takes one pixel, [C, 1, 1]");
}

TEST(LayerShapes, BetweenImagesAndRows) {
  EXPECT_EQ(shape(LayerKind::kUnfold, whole({3, 2, 1}), {4, 7, 8}), "[16, 36]");
  EXPECT_EQ(symbolic(LayerKind::kTokens, {}, 3), "[H*W, C]");
  EXPECT_EQ(shape(LayerKind::kImage, whole({4, 5}), {20, 3}), "[3, 4, 5]");
  EXPECT_EQ(shape(LayerKind::kImage, whole({4, 4}), {20, 3}),
            "its height times its width must be the number of rows");
  EXPECT_EQ(symbolic(LayerKind::kTranspose, {}, 2), "[F, T]");
  EXPECT_EQ(symbolic(LayerKind::kTranspose, {}, 3), "[C, W, H]");
  EXPECT_EQ(shape(LayerKind::kTranspose, {}, {4}),
            "it takes rows [T, F] or an image [C, H, W], and is given 1 dimension");
  EXPECT_EQ(symbolic(LayerKind::kPermute, whole({2, 3, 1}), 3), "[H, W, C]");
  EXPECT_EQ(shape(LayerKind::kPermute, whole({2, 1, 2}), {4, 5, 6}),
            "its numbers must be 1, 2 and 3 in some order");
  EXPECT_EQ(shape(LayerKind::kPermute, whole({1, 2, 4}), {4, 5, 6}),
            "its numbers must be 1, 2 and 3 in some order");
  EXPECT_EQ(shape(LayerKind::kTokenMean, {}, {3, 4, 5}), "it takes rows [T, F], and is given 3 dimensions");
}

TEST(LayerShapes, OfRows) {
  EXPECT_EQ(symbolic(LayerKind::kLinear, whole({8, 1}), 2), "[T, 8]");
  EXPECT_EQ(shape(LayerKind::kLinear, whole({8, 1}), {3, 4, 5}),
            "it takes a vector [N] or rows [T, F], and is given 3 dimensions");
  EXPECT_EQ(shape(LayerKind::kConv1d, whole({8, 3, 2, 1, 1, 2, 1}), {7, 4}), "[4, 8]");
  EXPECT_EQ(symbolic(LayerKind::kConv1d, whole({8, 3, 1, 2, 2, 1, 1}), 2), "[T, 8]");
  EXPECT_EQ(shape(LayerKind::kConv1d, whole({8, 9, 1, 0, 1, 1, 1}), {7, 4}),
            "its kernel of 9 is larger than its padded input");
  EXPECT_EQ(shape(LayerKind::kAttend, whole({2, 0}), {7, 24}), "[7, 8]");
  EXPECT_EQ(shape(LayerKind::kAttend, whole({2, 0}), {7, 21}),
            "its row of 21 is no query, key and value of 2 heads");
  EXPECT_EQ(shape(LayerKind::kEmbedding, whole({100, 8}), {7}), "[7, 8]");
  EXPECT_EQ(shape(LayerKind::kGru, whole({5}), {7, 24}), "[7, 5]");
  EXPECT_EQ(shape(LayerKind::kLstm, whole({0}), {7, 24}), "its features must be at least 1");
  EXPECT_EQ(symbolic(LayerKind::kReverse, {}, 2), "[T, F]");
  EXPECT_EQ(symbolic(LayerKind::kRmsNorm, {}, 2), "[T, F]");
  EXPECT_EQ(shape(LayerKind::kRmsNorm, {}, {3, 4, 5}),
            "it takes a vector [N] or rows [T, F], and is given 3 dimensions");
  EXPECT_EQ(shape(LayerKind::kLayerNorm, whole({1, 3}), {7, 24}),
            "its axes must be at least 0 and at most 2");
}

TEST(LayerShapes, OfParts) {
  EXPECT_EQ(shape(LayerKind::kPlace, whole({7, 2}), {5, 4}), "[7, 4]");
  EXPECT_EQ(shape(LayerKind::kPlace, whole({3, 3}), {5, 4}), "[3, 4]");
  EXPECT_EQ(shape(LayerKind::kPlace, whole({3, 4}), {5, 4}), "it starts 1 behind the first axis");
  EXPECT_EQ(shape(LayerKind::kPlace, whole({0, 0}), {5, 4}), "its count must be at least 1");
  EXPECT_EQ(shape(LayerKind::kSlice, whole({2, 3}), {5, 4}), "[3, 4]");
  EXPECT_EQ(shape(LayerKind::kSlice, whole({2, 4}), {5, 4}), "it ends 1 behind the first axis");
  EXPECT_EQ(shape(LayerKind::kSlice, whole({-1, 4}), {5, 4}), "its start must be at least 0");
}

TEST(LayerCosts, CountTheWeights) {
  const auto parameters = [](LayerKind kind, const std::vector<Scalar>& args, const Shape& input) {
    const auto output = layer_shape<std::int64_t>(kind, args, input);
    return layer_cost(kind, args, input, std::get<Shape>(output)).parameters;
  };
  EXPECT_EQ(parameters(LayerKind::kLinear, whole({8, 1}), {7, 4}), 4 * 8 + 8);
  EXPECT_EQ(parameters(LayerKind::kConvTranspose2d, whole({8, 3, 1, 0, 2, 1}), {4, 5, 5}), 4 * 4 * 9 + 8);
  EXPECT_EQ(parameters(LayerKind::kConv1d, whole({8, 3, 1, 0, 1, 2, 1}), {7, 4}), 8 * 2 * 3 + 8);
  EXPECT_EQ(parameters(LayerKind::kLayerNorm, whole({1, 1}), {7, 24}), 48);
  EXPECT_EQ(parameters(LayerKind::kLayerNorm, whole({1, 0}), {7, 24}), 2 * 7 * 24);
  EXPECT_EQ(parameters(LayerKind::kGroupNorm, whole({2, 1}), {6, 5, 5}), 2 * 6);
  EXPECT_EQ(parameters(LayerKind::kGroupNorm, whole({2, 0}), {6, 5, 5}), 0);
  EXPECT_EQ(parameters(LayerKind::kRmsNorm, {}, {7, 24}), 24);
  EXPECT_EQ(parameters(LayerKind::kGru, whole({5}), {7, 4}), 3 * (5 * 4 + 5 * 5 + 2 * 5));
  EXPECT_EQ(parameters(LayerKind::kLstm, whole({5}), {7, 4}), 4 * (5 * 4 + 5 * 5 + 2 * 5));
  EXPECT_EQ(parameters(LayerKind::kEmbedding, whole({100, 8}), {7}), 800);
}

}  // namespace
}  // namespace nasg::ir
