// SPDX-License-Identifier: Apache-2.0
// The built-in layers: one table of names, parameters, shape rules and costs.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/ir/dim.h"

namespace nasg::ir {

enum class LayerKind : std::uint8_t {
#define NASG_LAYER(kind, name, traits, doc) kind,
#define NASG_PARAM(name, type, fallback)
#include "compiler/ir/layers.def"
#undef NASG_LAYER
#undef NASG_PARAM
};

enum class ParamType : std::uint8_t {
  kInt,
  kReal,
  kBool,
  kLarge,  ///< an integer of any size: a count of operations, a name (plugin_layer.h)
};

struct LayerParam {
  const char* name;
  ParamType type;
  double fallback;  ///< kRequired, kHalfKernel, or the value taken when none is given

  static constexpr double kRequired = -1e9;
  static constexpr double kHalfKernel =
      -1;  ///< (kernel - 1) / 2: keeps the size of an odd kernel at stride 1
};

enum LayerTraits : unsigned {
  kNoTraits = 0,
  kPure = 1,         ///< no parameters, no state, no randomness: equal inputs give equal outputs
  kElementwise = 2,  ///< output element i depends on input element i alone
};

struct LayerInfo {
  LayerKind kind;
  const char* name;
  unsigned traits;
  const char* doc;
  std::vector<LayerParam> params;
};

const LayerInfo& info(LayerKind kind);
const std::vector<LayerInfo>& all_layers();
const LayerInfo* find_layer(std::string_view name);

/// The value of a parameter; booleans are the integers 0 and 1.
template <class D>
using BasicScalar = std::variant<D, double>;
using Scalar = BasicScalar<std::int64_t>;
using SymbolicScalar = BasicScalar<Dim>;

/// The output shape of a layer, or why there is none. `args` holds every parameter of the layer's row,
/// fallbacks filled in. Written once for both kinds of dimension; what only numbers can tell (a kernel
/// larger than its input) is found when the dimensions are numbers.
template <class D>
std::variant<BasicShape<D>, std::string> layer_shape(LayerKind kind, std::span<const BasicScalar<D>> args,
                                                     const BasicShape<D>& input);

enum class MergeKind : std::uint8_t { kAdd, kMultiply, kConcatenate, kMax, kMean, kMatmul };
const char* name(MergeKind kind);  ///< as the language writes it: "+", "*", "++", "max", "mean", "matmul"

/// A merge that is written as a call; the others stand between their branches.
struct CalledMerge {
  MergeKind kind;
  const char* signature;
  const char* doc;
};
std::span<const CalledMerge> called_merges();
std::optional<MergeKind> find_merge(std::string_view name);  ///< of those that are called
bool is_infix(MergeKind kind);                               ///< is none of them
bool is_product(MergeKind kind);                             ///< zero if one of its branches is
bool is_commutative(MergeKind kind);                         ///< the order of its branches does not matter

/// The shape of branches that meet: all alike; for concatenation alike but for the first axis; two for a
/// product of matrices, [..., M, K] and [..., K, N] -> [..., M, N], alike in the axes before.
template <class D>
std::variant<BasicShape<D>, std::string> merge_shape(MergeKind kind, std::span<const BasicShape<D>> branches);

/// What a layer or a merge costs for one example.
struct Cost {
  std::int64_t parameters = 0;  ///< trainable scalars
  /// Multiply-accumulates of convolutions and linear layers, and one operation an element (pooling: an
  /// element of the window) of everything else.
  std::int64_t flops = 0;
  std::int64_t activations = 0;  ///< elements of the output

  Cost& operator+=(const Cost& other);
};
/// The incoming dimensions that a layer's weights follow; layers that share weights agree in them.
Shape weight_dims(LayerKind kind, std::span<const Scalar> args, const Shape& input);
Cost layer_cost(LayerKind kind, std::span<const Scalar> args, const Shape& input, const Shape& output);
/// `input` is the shape of the first branch.
Cost merge_cost(MergeKind kind, std::size_t branches, const Shape& input, const Shape& output);

}  // namespace nasg::ir
