// SPDX-License-Identifier: Apache-2.0
// Writes the C header of ahead-of-time code.
#include <algorithm>
#include <cctype>

#include "compiler/codegen/feature_room.h"
#include "compiler/codegen/interface.h"
#include "compiler/diag/quote.h"
#include "compiler/ir/layers.h"

namespace nasg::codegen {
namespace {

constexpr const char* kRuntime =
#include "runtime_interface.inc"
    ;

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

/// Puts values in the place of `@NAME@`s.
std::string fill(std::string text, std::initializer_list<std::pair<std::string, std::string>> values) {
  for (const auto& [name, value] : values) {
    const std::string gap = "@" + name + "@";
    for (std::size_t at = text.find(gap); at != std::string::npos; at = text.find(gap, at + value.size()))
      text.replace(at, gap.size(), value);
  }
  return text;
}

std::string layer_kinds() {
  std::string text = R"(
#ifndef NASG_LAYERS
#define NASG_LAYERS
/* The kinds of layers, and what stands in `args` for each, in this order. */
enum nasg_layer {
)";
  for (const ir::LayerInfo& layer : ir::all_layers()) {
    std::string params;
    for (const ir::LayerParam& param : layer.params)
      params += (params.empty() ? "" : ", ") + std::string(param.name);
    text += "  NASG_" + upper(layer.name) + ", /* (" + params + ") " + layer.doc + " */\n";
  }
  return text + R"(};

/* How branches meet: sum, product, along the first axis, maximum, mean, product of matrices. */
enum nasg_merge { NASG_ADD, NASG_MULTIPLY, NASG_CONCATENATE, NASG_MAX, NASG_MEAN, NASG_MATMUL };
#endif
)";
}

constexpr const char* kBegin = R"(/* @title@
 *
 * Made by `nasgc build --emit=header`. Include this, and link with the object or shared object that `nasgc build`
 * makes of the same space: it needs nothing but @needs@, keeps nothing between calls, and
 * may be called from any number of threads at once.
 *
 * A derivation is an array of rules. Generators are 64-bit numbers that draws move on; whoever has the same one
 * draws the same, here, in `nasgc sample` and in `nasg`. Buffers are the caller's: @NAME@_BUFFER rules for each
 * derivation that is written, and, where `scratch` is asked for, @NAME@_SCRATCH bytes, aligned as malloc aligns.
 */
#ifndef NASG_SPACE_@NAME@_H
#define NASG_SPACE_@NAME@_H

)";

constexpr const char* kSizes = R"(
/* The rules of the largest derivation. */
#define @NAME@_RULES @rules@
/* The rules that a buffer must have room for: draws write some past their end. */
#define @NAME@_BUFFER @buffer@
/* The bytes of `scratch`. */
#define @NAME@_SCRATCH @scratch@
/* What @name@_version is in the object that this header belongs to. */
#define @NAME@_VERSION @version@

#ifdef __cplusplus
extern "C" {
#endif

extern const char @name@_version[];

/* The generator of a stream of a seed: `nasgc sample --seed S` draws its i-th derivation, from 0, with that of
 * stream i. */
uint64_t @name@_seed(uint64_t seed, uint64_t stream);

/* Draws a derivation by the weights of the grammar. The number of its rules; 0 if it grew too large, or kept
 * breaking a limit of the space. */
uint64_t @name@_sample(uint64_t *rng, uint32_t *rules, void *scratch);

/* Redraws a random part of a derivation of n rules, so that it differs. The number of the mutant's rules; 0 if
 * none was found. */
uint64_t @name@_mutate(uint64_t *rng, const uint32_t *parent, uint64_t n, uint32_t *mutant, void *scratch);

/* Swaps two parts of derivations of na and nb rules. 1, and the numbers of the children's rules in `lengths`; 0
 * if no parts were found that fit. */
int @name@_cross(uint64_t *rng, const uint32_t *a, uint64_t na, const uint32_t *b, uint64_t nb, uint32_t *first,
    uint32_t *second, uint64_t lengths[2], void *scratch);

/* Writes the term of a derivation as snprintf writes: at most size characters with the 0 behind them. The number of
 * all its characters, without the 0. */
uint64_t @name@_term(const uint32_t *rules, char *text, uint64_t size);

/* Makes the network of a derivation of n rules: calls the functions of `runtime` with `network`, in the order of
 * the data. The number of the network's output. */
uint32_t @name@_construct(const nasg_runtime *runtime, void *network, const uint32_t *rules, uint64_t n,
    void *scratch);

/* The graphs that the hierarchical Weisfeiler-Lehman kernel compares: the whole one, and those of the folded levels. */
#define @NAME@_GRAPHS @graphs@
/* The bytes of scratch that @name@_features takes for graphs of so many nodes, and iterations up to a depth. */
#define @NAME@_FEATURE_SCRATCH(room, depth) (@fixed@ + (uint64_t)(room) * (@rows@ + 8 * (uint64_t)(depth)))

/* The labels of the first `graphs` graphs of a derivation of n rules: graph by graph, iteration by iteration from 0 to
 * depths[i], a hash for each node; and the number of nodes that have one, by graph. Equal labels are equal
 * neighbourhoods, and the features of the kernel are how often each occurs. `labels` has a place for `room` times the
 * sum of all depths[i] + 1. 1; or 0 if graphs do not fit into `room`, which is at least 16. */
int @name@_features(const uint32_t *rules, uint64_t n, const uint32_t *depths, uint64_t graphs, uint64_t *labels,
    uint64_t *nodes, uint64_t room, void *scratch);
)";

constexpr const char* kUniform = R"(
/* Draws a derivation, each as likely as any other; otherwise as @name@_sample. */
uint64_t @name@_uniform(uint64_t *rng, uint32_t *rules, void *scratch);
)";

constexpr const char* kIndex = R"(
/* There are @count@ derivations. An index is a number below that, in words of 64 bits, the least significant first. */
#define @NAME@_INDEX_WORDS @words@

/* The index of a derivation of n rules in the order of enumeration. */
void @name@_rank(const uint32_t *rules, uint64_t n, uint64_t index[@NAME@_INDEX_WORDS], void *scratch);

/* The derivation of an index: the number of its rules; 0 if there is no such derivation. */
uint64_t @name@_unrank(const uint64_t index[@NAME@_INDEX_WORDS], uint32_t *rules, void *scratch);
)";

constexpr const char* kEnd = R"(
#ifdef __cplusplus
}
#endif

#endif
)";

}  // namespace

std::string c_header(const ir::Space& space, const ir::Automaton& automaton) {
  const SpaceFacts facts(space, automaton);
  const IndexTables tables(facts);
  const Interface interface = interface_of(facts, tables);
  std::string text = std::string(kBegin) + kRuntime + layer_kinds() + kSizes;
  if (interface.uniform) text += kUniform;
  if (interface.index_words > 0) text += kIndex;
  const char* needs =
      interface.measures
          ? "the libraries of C++ and GMP (an object:\n * nasg's archive libnasg_cost.a as well)"
          : "C's library";
  return fill(text + kEnd, {{"title", space.title()},
                            {"needs", needs},
                            {"version", diag::quoted(interface.version)},
                            {"name", interface.prefix},
                            {"NAME", upper(interface.prefix)},
                            {"rules", std::to_string(interface.rules)},
                            {"buffer", std::to_string(interface.buffer)},
                            {"scratch", std::to_string(interface.scratch)},
                            {"graphs", std::to_string(interface.graphs)},
                            {"fixed", std::to_string(feature_scratch(interface.rules, 0, 0))},
                            {"rows", std::to_string(feature_scratch(0, 1, 0) - feature_scratch(0, 0, 0))},
                            {"count", tables.count.get_str()},
                            {"words", std::to_string(interface.index_words)}});
}

}  // namespace nasg::codegen
