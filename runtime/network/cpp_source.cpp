// SPDX-License-Identifier: Apache-2.0
// Writes the C++ header.
#include "runtime/network/cpp_source.h"

#include "runtime/network/cpp_layers.h"
#include "runtime/network/forward_body.h"

namespace nasg::network {

namespace {

constexpr const char* kHead = R"(// Compile a program that includes it with
//   g++ -std=c++17 -I/usr/include/torch/csrc/api/include main.cpp -ltorch -ltorch_cpu -lc10
#pragma once

#include <torch/torch.h>

)";

std::string merge(ir::MergeKind kind, const std::vector<std::string>& branches) {
  switch (kind) {
    case ir::MergeKind::kAdd: return joined(branches, " + ");
    case ir::MergeKind::kMultiply: return joined(branches, " * ");
    case ir::MergeKind::kConcatenate: return "torch::cat({" + joined(branches, ", ") + "}, 1)";
    case ir::MergeKind::kMax: return nested("torch::maximum", branches);
    case ir::MergeKind::kMatmul: return nested("torch::matmul", branches);
    case ir::MergeKind::kMean:
      return "(" + joined(branches, " + ") + ") / " + std::to_string(branches.size());
  }
  return "";
}

}  // namespace

std::string cpp_source(const derivation::Plan& plan, const Slots& slots, const Title& title) {
  std::string text = origin(title, "// ") + kHead;
  text += "/// " + ir::text(plan.input) + " -> " + ir::text(plan.shapes[plan.result]) + "\n";
  text += "struct " + title.name + "Impl : torch::nn::Module {\n";
  std::string members;
  if (!slots.all.empty()) {
    text += "  " + title.name + "Impl() {\n";
    for (const Slot& slot : slots.all) {
      text += "    register_module(\"" + slot.name + "\", " + slot.name + ");\n";
      members += "  torch::nn::" + cpp_member(slot) + ";\n";
    }
    text += "  }\n\n";
    members = "\n" + members;
  }
  text += "  torch::Tensor forward(torch::Tensor x) {\n";
  const ForwardBody body = forward_body(plan, slots, {cpp_layer, merge});
  for (const Assignment& assignment : body.assignments)
    text += std::string("    ") + (assignment.declares ? "auto " : "") + assignment.variable + " = " +
            assignment.text + ";\n";
  text += "    return " + body.result + ";\n  }\n" + cpp_helpers(plan) + members + "};\nTORCH_MODULE(" +
          title.name + ");\n";
  return text;
}

}  // namespace nasg::network
