// SPDX-License-Identifier: Apache-2.0
// Writes Python.
#include "runtime/network/python_body.h"

namespace nasg::network {

namespace {

std::string merge(ir::MergeKind kind, const std::vector<std::string>& branches) {
  switch (kind) {
    case ir::MergeKind::kAdd: return joined(branches, " + ");
    case ir::MergeKind::kMultiply: return joined(branches, " * ");
    case ir::MergeKind::kConcatenate: return "torch.cat([" + joined(branches, ", ") + "], dim=1)";
    case ir::MergeKind::kMax: return nested("torch.maximum", branches);
    case ir::MergeKind::kMatmul: return nested("torch.matmul", branches);
    case ir::MergeKind::kMean:
      return "(" + joined(branches, " + ") + ") / " + std::to_string(branches.size());
  }
  return "";
}

}  // namespace

std::vector<std::string> python_body(const derivation::Plan& plan, const Slots& slots,
                                     const LayerText& layer_text) {
  const ForwardBody body = forward_body(plan, slots, {layer_text, merge});
  std::vector<std::string> lines;
  for (const Assignment& assignment : body.assignments)
    lines.push_back(assignment.variable + " = " + assignment.text);
  lines.push_back("return " + body.result);
  return lines;
}

std::string python_list(const ir::Shape& values) {
  std::string text;
  for (const std::int64_t value : values) text += (text.empty() ? "" : ", ") + std::to_string(value);
  return "[" + text + "]";
}

std::string python_zeros(const std::string& x, const ir::Shape& shape) {
  return x + ".new_zeros([" + x + ".size(0), " + python_list(shape).substr(1) + ")";
}

}  // namespace nasg::network
