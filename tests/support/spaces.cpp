// SPDX-License-Identifier: Apache-2.0
// Spaces that many tests use.
#include "tests/support/spaces.h"

#include <cstdio>
#include <cstdlib>

#include "tests/support/space_builder.h"

namespace nasg::testing {

namespace {

using ir::MergeKind;

void add_linear(SpaceBuilder& builder, std::uint32_t length) {
  ir::Block block;
  std::vector<std::string> params;
  for (std::uint32_t i = 0; i < length; ++i) {
    block.steps.push_back(builder.edge(i, {i}));
    params.push_back(std::string(1, static_cast<char>('a' + i)));
  }
  block.result = length;
  builder.topology("Linear" + std::to_string(length), params, block);
}

/// A chain of `length` arguments beside a skip, which is the last but one argument.
void add_residual(SpaceBuilder& builder, std::uint32_t length) {
  ir::Block block;
  std::vector<std::string> params;
  for (std::uint32_t i = 0; i <= length; ++i) params.push_back(std::string(1, static_cast<char>('a' + i)));
  for (std::uint32_t i = 0; i + 1 < length; ++i) block.steps.push_back(builder.edge(i, {i}));
  block.steps.push_back(builder.edge(length - 1, {0}));
  block.steps.push_back(builder.edge(length, {length - 1}));
  block.steps.push_back({MergeKind::kAdd, {length, length + 1}});
  block.result = length + 2;
  builder.topology("Residual" + std::to_string(length), params, block);
}

/// n2 = a(x); n3 = b(x) + c(n2); d(x) + e(n2) + f(n3)
void add_cell(SpaceBuilder& builder) {
  ir::Block block;
  block.steps = {builder.edge(0, {0}),      builder.edge(1, {0}),        builder.edge(2, {1}),
                 {MergeKind::kAdd, {2, 3}}, builder.edge(3, {0}),        builder.edge(4, {1}),
                 builder.edge(5, {4}),      {MergeKind::kAdd, {5, 6, 7}}};
  block.result = 8;
  builder.topology("Cell", {"a", "b", "c", "d", "e", "f"}, block);
}

SpaceBuilder::LayerCall conv(ir::Number channels, std::int64_t kernel, std::int64_t stride = 1,
                             ir::Number groups = number(1)) {
  return {"conv2d",
          {std::move(channels), number(kernel), number(stride), number((kernel - 1) / 2), number(1),
           std::move(groups), number(0)}};
}

/// Main path of two convolutions beside pooling and a convolution; halves the image, doubles the channels.
void add_res_block(SpaceBuilder& builder) {
  const ir::ExprId main =
      builder.layers({{"relu", {}}, conv(channels(2), 3, 2), {"batch_norm", {}}, {"relu", {}}});
  const ir::ExprId second = builder.layers({conv(channels(2), 3), {"batch_norm", {}}});
  const ir::ExprId pool =
      builder.layers({{"avg_pool", {number(2), number(2), number(0)}}, conv(channels(2), 1)});
  ir::Block block;
  block.steps = {{main, {0}}, {second, {1}}, {pool, {0}}, {MergeKind::kAdd, {2, 3}}};
  block.result = 4;
  builder.op("resBlock", builder.add(std::move(block)));
}

void add_image_ops(SpaceBuilder& builder) {
  builder.op("stem", {conv(number(16), 3), {"batch_norm", {}}});
  builder.op(
      "classifier",
      {{"batch_norm", {}}, {"relu", {}}, {"global_avg_pool", {}}, {"flatten", {}}, {"linear", {number(10)}}});
  builder.op("conv1x1", {{"relu", {}}, conv(channels(), 1), {"batch_norm", {}}});
  builder.op("conv3x3", {{"relu", {}}, conv(channels(), 3), {"batch_norm", {}}});
  add_res_block(builder);
}

Body cell(const std::string& part, const std::string& name = "Cell") {
  return topology(name, std::vector<Body>(6, nt(part)));
}

Body linear(const std::vector<std::string>& parts) {
  std::vector<Body> bodies;
  for (const std::string& part : parts) bodies.push_back(nt(part));
  return topology("Linear" + std::to_string(parts.size()), bodies);
}

Body residual(const std::vector<std::string>& parts) {
  Body body = linear(parts);
  body.name = "Residual" + std::to_string(parts.size() - 1);
  return body;
}

void add_hierarchy(SpaceBuilder& builder) {
  builder.rule("D2", linear({"D1", "D1", "D0"}));
  builder.rule("D2", linear({"D0", "D1", "D1"}));
  builder.rule("D2", linear({"D1", "D1", "D0", "D0"}));
  builder.rule("D1", linear({"C", "C", "DOWN"}));
  builder.rule("D1", linear({"C", "C", "C", "DOWN"}));
  builder.rule("D1", residual({"C", "C", "DOWN", "DOWN"}));
  builder.rule("D0", linear({"C", "C", "CELL"}));
  builder.rule("D0", linear({"C", "C", "C", "CELL"}));
  builder.rule("D0", residual({"C", "C", "CELL", "CELL"}));
  builder.rule("DOWN", topology("Linear2", {nt("CELL"), leaf("resBlock")}));
  builder.rule("DOWN", topology("Linear3", {nt("CELL"), nt("CELL"), leaf("resBlock")}));
  builder.rule("DOWN", topology("Residual2", {nt("CELL"), leaf("resBlock"), leaf("resBlock")}));
  builder.rule("C", linear({"CELL", "CELL"}));
  builder.rule("C", linear({"CELL", "CELL", "CELL"}));
  builder.rule("C", residual({"CELL", "CELL", "CELL"}));
}

}  // namespace

ir::Space nb201_like(bool connected, std::uint32_t cells) {
  SpaceBuilder builder("NB201", {3, 32, 32}, {10});
  add_image_ops(builder);
  add_cell(builder);
  builder.rule("CELL", cell("OPS"), {.weight = 1, .connected = connected, .lets = {}});
  builder.leaves("OPS", {"zero", "id", "conv1x1", "conv3x3", "avg_pool"});
  const Body stage = repeat(nt("CELL"), cells);
  builder.frame(
      chain({leaf("stem"), stage, leaf("resBlock"), stage, leaf("resBlock"), stage, leaf("classifier")}));
  return builder.build();
}

ir::Space hnb201_like() {
  SpaceBuilder builder("HNB201", {3, 32, 32}, {10});
  add_image_ops(builder);
  builder.op("conv3x3o", {conv(channels(), 3)});
  builder.op("conv1x1o", {conv(channels(), 1)});
  builder.op("dconv3x3o", {conv(channels(), 3, 1, channels())});
  builder.op("batch", {{"batch_norm", {}}});
  builder.op("instance", {{"instance_norm", {number(1)}}});
  builder.op("layer", {{"layer_norm", {}}});
  for (std::uint32_t length = 1; length <= 4; ++length) add_linear(builder, length);
  add_residual(builder, 2);
  add_residual(builder, 3);
  add_cell(builder);
  add_hierarchy(builder);
  builder.rule("CELL", cell("OPS"), {.weight = 1, .connected = true, .lets = {}});
  builder.leaves("OPS", {"id", "zero", "avg_pool"});
  builder.rule("OPS", linear({"CONVBLOCK"}), {.weight = 2, .connected = false, .lets = {}});
  builder.rule("CONVBLOCK", linear({"ACT", "CONV", "NORM"}));
  builder.leaves("ACT", {"relu", "hardswish", "mish"});
  builder.leaves("CONV", {"conv3x3o", "conv1x1o", "dconv3x3o"});
  builder.leaves("NORM", {"batch", "instance", "layer"});
  builder.frame(chain({leaf("stem"), nt("D2"), leaf("classifier")}));
  return builder.build();
}

ir::Space recursive_like(std::uint32_t depth_limit) {
  SpaceBuilder builder("Recursive", {4, 8, 8}, {4, 8, 8});
  builder.op("a", {conv(channels(), 3)});
  add_residual(builder, 2);
  builder.leaves("BLOCK", {"a", "zero"});
  builder.rule("BLOCK", chain({nt("BLOCK"), nt("BLOCK")}), {.weight = 0.5, .connected = false, .lets = {}});
  builder.rule("BLOCK", topology("Residual2", {nt("BLOCK"), nt("BLOCK"), leaf("id")}));
  builder.depth_limit(depth_limit);
  return builder.build();
}

ir::Space endless_like(double share) {
  SpaceBuilder builder("Endless", {4, 8, 8}, {4, 8, 8});
  builder.op("a", {conv(channels(), 3)});
  builder.rule("BLOCK", leaf("a"), {.weight = (1 - share) / 2, .connected = false, .lets = {}});
  builder.rule("BLOCK", leaf("id"), {.weight = (1 - share) / 2, .connected = false, .lets = {}});
  builder.rule("BLOCK", chain({nt("BLOCK"), nt("BLOCK")}), {.weight = share, .connected = false, .lets = {}});
  return builder.build();
}

ir::Space let_like() {
  SpaceBuilder builder("Regular", {3, 32, 32}, {10});
  add_image_ops(builder);
  add_residual(builder, 2);
  builder.rule("STAGE", repeat(var("b"), 3),
               {.weight = 1, .connected = false, .lets = {{"b", "BLOCK", false}}});
  builder.rule("STAGE", repeat(var("b"), 2),
               {.weight = 1, .connected = false, .lets = {{"b", "BLOCK", true}}});
  builder.rule("BLOCK", leaf("conv3x3"));
  builder.rule("BLOCK", topology("Residual2", {leaf("conv3x3"), leaf("id"), leaf("conv1x1")}));
  builder.frame(chain({leaf("stem"), nt("STAGE"), leaf("resBlock"), nt("STAGE"), leaf("classifier")}));
  return builder.build();
}

ir::Space two_roots_like() {
  SpaceBuilder builder("TwoRoots", {8, 8, 8}, {8, 8, 8});
  add_image_ops(builder);
  builder.rule("NORMAL", merge(MergeKind::kAdd, {nt("OP"), nt("OP")}));
  builder.rule("REDUCE", merge(MergeKind::kAdd, {nt("OP"), nt("OP")}),
               {.weight = 1, .connected = true, .lets = {}});
  builder.leaves("OP", {"zero", "id", "conv1x1", "conv3x3", "avg_pool"});
  builder.frame(chain({nt("NORMAL"), nt("NORMAL"), nt("REDUCE")}));
  return builder.build();
}

ir::Space nested_zero_like() {
  SpaceBuilder builder("NestedZero", {4, 8, 8}, {4, 8, 8});
  builder.op("a", {conv(channels(), 3)});
  add_linear(builder, 2);
  add_linear(builder, 3);
  builder.rule("TOP", linear({"X", "X", "X"}), {.weight = 1, .connected = true, .lets = {}});
  builder.rule("X", chain({nt("OP"), nt("OP")}));
  builder.rule("X", topology("Linear2", {leaf("id"), nt("OP")}),
               {.weight = 2, .connected = false, .lets = {}});
  builder.rule("X", leaf("zero"), {.weight = 3, .connected = false, .lets = {}});
  builder.leaves("OP", {"id", "zero", "a"});
  return builder.build();
}

Built build(ir::Space space) {
  auto kept = std::make_unique<const ir::Space>(std::move(space));
  diag::Result<ir::Automaton> automaton = ir::Automaton::build(*kept);
  if (!automaton) {
    std::fprintf(stderr, "%s\n", automaton.error().message().c_str());
    std::abort();
  }
  return {std::move(kept), std::move(*automaton)};
}

std::vector<NamedSpace> spaces_of_every_kind() {
  return {
      {"Nb201", [] { return nb201_like(); }},
      {"ConnectedNb201", [] { return nb201_like(true); }},
      {"HierarchicalNb201", [] { return hnb201_like(); }},
      {"RecursionOfDepth6", [] { return recursive_like(6); }},
      {"EndlessRecursion", [] { return endless_like(0.45); }},
      {"Let", [] { return let_like(); }},
      {"TwoRoots", [] { return two_roots_like(); }},
      {"NestedZero", [] { return nested_zero_like(); }},
  };
}

}  // namespace nasg::testing
