// SPDX-License-Identifier: Apache-2.0
// The plan builder as a table of C functions.
#include "compiler/codegen/plan_runtime.h"

namespace nasg::codegen {
namespace {

derivation::PlanBuilder& builder(void* network) {
  return *static_cast<derivation::PlanBuilder*>(network);
}

std::uint32_t layer(void* network, std::uint32_t kind, const nasg_scalar* args, std::size_t count,
                    std::uint32_t input) {
  std::vector<ir::Scalar> scalars;
  scalars.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    scalars.push_back(args[i].is_real != 0 ? ir::Scalar(args[i].real) : ir::Scalar(args[i].integer));
  }
  return builder(network).layer(static_cast<ir::LayerKind>(kind), scalars, input);
}

std::uint32_t merge(void* network, std::uint32_t kind, const std::uint32_t* branches, std::size_t count) {
  return builder(network).merge(static_cast<ir::MergeKind>(kind), {branches, count});
}

std::uint32_t materialise(void* network, std::uint32_t value) {
  return builder(network).materialise(value);
}

std::int64_t dim(void* network, std::uint32_t value, std::uint32_t axis) {
  const ir::Shape& shape = builder(network).shape(value);
  return axis < shape.size() ? shape[axis] : 0;
}

std::uint64_t new_tie(void* network) {
  return builder(network).new_tie();
}

void enter_tied(void* network, std::uint64_t key) {
  builder(network).enter_tied(key);
}

void leave_tied(void* network) {
  builder(network).leave_tied();
}

std::uint32_t begin_probe(void* network, std::uint32_t like, std::uint32_t input, std::uint32_t inputs) {
  return builder(network).begin_probe(like, input, inputs);
}

std::int64_t end_probe(void* network, std::uint32_t result) {
  return builder(network).end_probe(result) ? 1 : 0;
}

}  // namespace

const nasg_runtime kPlanRuntime = {layer,      merge,      materialise, dim,      new_tie,
                                   enter_tied, leave_tied, begin_probe, end_probe};

}  // namespace nasg::codegen
