// SPDX-License-Identifier: Apache-2.0
// The plan builder behind its C interface.
#include "compiler/codegen/runtime_abi.h"

#include "compiler/codegen/builder_handle.h"

namespace {

using nasg::codegen::plan_builder;
namespace ir = nasg::ir;

}  // namespace

uint32_t nasg_layer(nasg_builder* builder, uint32_t kind, const nasg_scalar* args, size_t count,
                    uint32_t input) {
  std::vector<ir::Scalar> scalars;
  scalars.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    scalars.push_back(args[i].is_real != 0 ? ir::Scalar(args[i].real) : ir::Scalar(args[i].integer));
  }
  return plan_builder(builder).layer(static_cast<ir::LayerKind>(kind), scalars, input);
}

uint32_t nasg_merge(nasg_builder* builder, uint32_t kind, const uint32_t* branches, size_t count) {
  return plan_builder(builder).merge(static_cast<ir::MergeKind>(kind), {branches, count});
}

uint32_t nasg_materialise(nasg_builder* builder, uint32_t value) {
  return plan_builder(builder).materialise(value);
}

int64_t nasg_dim(const nasg_builder* builder, uint32_t value, uint32_t axis) {
  const ir::Shape& shape = plan_builder(builder).shape(value);
  return axis < shape.size() ? shape[axis] : 0;
}

uint64_t nasg_new_tie(nasg_builder* builder) {
  return plan_builder(builder).new_tie();
}

void nasg_enter_tied(nasg_builder* builder, uint64_t key) {
  plan_builder(builder).enter_tied(key);
}

void nasg_leave_tied(nasg_builder* builder) {
  plan_builder(builder).leave_tied();
}
