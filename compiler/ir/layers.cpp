// SPDX-License-Identifier: Apache-2.0
// The layer table.
#include "compiler/ir/layers.h"

#include <algorithm>

namespace nasg::ir {

const std::vector<LayerInfo>& all_layers() {
  static const std::vector<LayerInfo> table = [] {
    std::vector<LayerInfo> rows;
#define NASG_LAYER(kind, name, traits, doc) rows.push_back({LayerKind::kind, name, traits, doc, {}});
#define NASG_PARAM(name, type, fallback) rows.back().params.push_back({name, ParamType::type, fallback});
#include "compiler/ir/layers.def"
#undef NASG_LAYER
#undef NASG_PARAM
    return rows;
  }();
  return table;
}

const LayerInfo& info(LayerKind kind) {
  return all_layers()[static_cast<std::size_t>(kind)];
}

const LayerInfo* find_layer(std::string_view name) {
  for (const LayerInfo& row : all_layers())
    if (name == row.name) return &row;
  return nullptr;
}

const char* name(MergeKind kind) {
  switch (kind) {
    case MergeKind::kAdd: return "+";
    case MergeKind::kMultiply: return "*";
    case MergeKind::kConcatenate: return "++";
    case MergeKind::kMax: return "max";
    case MergeKind::kMean: return "mean";
    case MergeKind::kMatmul: return "matmul";
  }
  return "";
}

std::span<const CalledMerge> called_merges() {
  static constexpr CalledMerge kMerges[] = {
      {MergeKind::kMax, "max(f, g, …)", "The largest of what its branches give, element by element."},
      {MergeKind::kMean, "mean(f, g, …)", "The mean of what its branches give, element by element."},
      {MergeKind::kMatmul, "matmul(f, g)",
       "The product of two matrices, over the last two axes: [T, K] and [K, F] -> [T, F]."}};
  return kMerges;
}

std::optional<MergeKind> find_merge(std::string_view text) {
  for (const CalledMerge& merge : called_merges())
    if (text == name(merge.kind)) return merge.kind;
  return std::nullopt;
}

bool is_infix(MergeKind kind) {
  return std::ranges::none_of(called_merges(), [&](const CalledMerge& merge) { return merge.kind == kind; });
}

bool is_product(MergeKind kind) {
  return kind == MergeKind::kMultiply || kind == MergeKind::kMatmul;
}

bool is_commutative(MergeKind kind) {
  return kind != MergeKind::kConcatenate && kind != MergeKind::kMatmul;
}

}  // namespace nasg::ir
