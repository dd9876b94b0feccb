/* SPDX-License-Identifier: Apache-2.0 */
/* What compiled constructors call: a plan builder behind a plain C interface. */
#ifndef NASG_COMPILER_CODEGEN_RUNTIME_ABI_H
#define NASG_COMPILER_CODEGEN_RUNTIME_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A plan under construction. Values are numbered; value 0 is the network's input. */
typedef struct nasg_builder nasg_builder;

/* An argument of a layer: a whole number, or a real one if is_real is not 0. */
typedef struct nasg_scalar {
  int64_t integer;
  double real;
  int64_t is_real;
} nasg_scalar;

/* Applies a layer (the index of its row in layers.def) to a value; its output's number. */
uint32_t nasg_layer(nasg_builder* builder, uint32_t kind, const nasg_scalar* args, size_t count,
                    uint32_t input);
/* Lets branches meet; the kind is an ir::MergeKind. */
uint32_t nasg_merge(nasg_builder* builder, uint32_t kind, const uint32_t* branches, size_t count);
/* Makes real zeros of a value that was cut. */
uint32_t nasg_materialise(nasg_builder* builder, uint32_t value);
/* A dimension of a value's shape, axes counted from 0 without the batch; 0 for an axis that it has not. */
int64_t nasg_dim(const nasg_builder* builder, uint32_t value, uint32_t axis);
/* A key for nasg_enter_tied, unlike all earlier ones. */
uint64_t nasg_new_tie(nasg_builder* builder);
/* Layers between the two share their weights with those of the first visit with that key. Visits nest. */
void nasg_enter_tied(nasg_builder* builder, uint64_t key);
void nasg_leave_tied(nasg_builder* builder);

#ifdef __cplusplus
}
#endif

#endif
