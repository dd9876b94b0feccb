// SPDX-License-Identifier: Apache-2.0
// Lends buffers to generated code and makes derivations of what it leaves there.
#include "compiler/codegen/compiled_space.h"

#include "compiler/codegen/feature_room.h"
#include "compiler/codegen/index_tables.h"
#include "compiler/codegen/plan_runtime.h"
#include "runtime/derivation/listing.h"

namespace nasg::codegen {
namespace {

using derivation::Derivation;

static_assert(sizeof(ir::RuleId) == sizeof(std::uint32_t), "generated code reads rules as 32-bit numbers");
static_assert(sizeof(derivation::Rng) == sizeof(std::uint64_t), "generated code reads the generator's state");

/// A buffer that grows, without clearing what nobody has written.
class Buffer {
 public:
  std::uint32_t* reserve(std::size_t count) {
    if (count > capacity_) {
      data_ = std::make_unique_for_overwrite<std::uint32_t[]>(count);
      capacity_ = count;
    }
    return data_.get();
  }

 private:
  std::unique_ptr<std::uint32_t[]> data_;
  std::size_t capacity_ = 0;
};

struct Buffers {
  Buffer drawn;
  Buffer work[2];
  Buffer index;
  Buffer graphs;
  Buffer labels;
  std::size_t nodes = 256;  ///< that the graphs of this thread's derivations had room for
};

Buffers& buffers() {
  thread_local Buffers of_this_thread;
  return of_this_thread;
}

const std::uint32_t* numbers(const Derivation& derivation) {
  return reinterpret_cast<const std::uint32_t*>(derivation.rules.data());
}

using Rules = std::span<const ir::RuleId>;

Rules rules(const std::uint32_t* numbers, std::uint64_t length) {
  return {reinterpret_cast<const ir::RuleId*>(numbers), length};
}

Derivation derivation_of(const std::uint32_t* numbers, std::uint64_t length) {
  const Rules all = rules(numbers, length);
  return {{all.begin(), all.end()}};
}

/// `whole` with [begin, end) replaced.
void splice(Rules whole, std::uint64_t begin, std::uint64_t end, Rules part, Derivation& result) {
  derivation::join({whole.first(begin), part, whole.subspan(end)}, result);
}

}  // namespace

bool NativeVariation::sample(derivation::Rng& rng, Derivation& drawn) const {
  std::uint32_t* fresh = buffers().drawn.reserve(ir::kMaxRules + derivation::kListedRules);
  const std::uint64_t length = entries_.sample(&rng.state, fresh);
  if (length == 0) return false;
  derivation::join({rules(fresh, length)}, drawn);
  return true;
}

bool NativeVariation::mutate(const Derivation& parent, derivation::Rng& rng, Derivation& mutant) const {
  Buffers& room = buffers();
  std::uint32_t* fresh = room.drawn.reserve(ir::kMaxRules + derivation::kListedRules);
  std::uint32_t* work = room.work[0].reserve(parent.rules.size() * kColumns);
  std::uint64_t out[3];
  if (entries_.mutate(&rng.state, numbers(parent), parent.rules.size(), work, fresh, out) == 0) {
    return false;
  }
  splice(parent.rules, out[0], out[1], rules(fresh, out[2]), mutant);
  return true;
}

std::optional<std::pair<Derivation, Derivation>> NativeVariation::cross(const Derivation& a,
                                                                        const Derivation& b,
                                                                        derivation::Rng& rng) const {
  std::uint32_t* work_a = buffers().work[0].reserve(a.rules.size() * kColumns);
  std::uint32_t* work_b = buffers().work[1].reserve(b.rules.size() * kColumns);
  std::uint64_t out[4];
  if (entries_.cross(&rng.state, numbers(a), a.rules.size(), work_a, numbers(b), b.rules.size(), work_b,
                     out) == 0) {
    return std::nullopt;
  }
  const auto [p, p_end, q, q_end] = out;
  std::pair<Derivation, Derivation> children;
  splice(a.rules, p, p_end, Rules(b.rules).subspan(q, q_end - q), children.first);
  splice(b.rules, q, q_end, Rules(a.rules).subspan(p, p_end - p), children.second);
  return children;
}

NativeSpace::NativeSpace(const ir::Space& space, const ir::Automaton& automaton,
                         std::unique_ptr<Engine> engine)
    : space_(space),
      automaton_(automaton),
      limits_(space),
      count_(automaton.count()),
      engine_(std::move(engine)),
      variation_(
          derivation::keep_limits(space, automaton, std::make_unique<NativeVariation>(engine_->entries()))) {}

diag::Result<derivation::Plan> NativeSpace::build_plan(const Derivation& derivation) const {
  const std::vector<std::uint32_t> ends = derivation::subtree_ends(space_, derivation.rules);
  derivation::PlanBuilder builder(space_.input);
  const derivation::ValueId result =
      engine_->entries().construct(&kPlanRuntime, &builder, numbers(derivation), ends.data());
  return std::move(builder).finish(result);
}

/// For a derivation of so many rules: limbs, and columns behind them.
std::uint64_t* NativeSpace::index_scratch(std::size_t rules) const {
  const std::size_t limbs = 2 * engine_->entries().index_sizes[1];
  return reinterpret_cast<std::uint64_t*>(buffers().index.reserve(limbs + rules * (kColumns + 2)));
}

std::optional<ir::BigInt> NativeSpace::rank(const Derivation& derivation) const {
  if (!indexed()) return derivation::rank(space_, automaton_, derivation);
  if (!count_ || !derivation::is_valid(space_, automaton_, derivation.rules)) return std::nullopt;
  const std::size_t n = derivation.rules.size();
  std::vector<std::uint64_t> index(engine_->entries().index_sizes[0]);
  engine_->entries().rank(numbers(derivation), n, index.data(), index_scratch(n));
  ir::BigInt result;
  mpz_import(result.get_mpz_t(), index.size(), -1, sizeof(std::uint64_t), 0, 0, index.data());
  return result;
}

std::optional<Derivation> NativeSpace::unrank(const ir::BigInt& index) const {
  if (!indexed()) return derivation::unrank(space_, automaton_, index);
  if (!count_ || index < 0 || index >= *count_) return std::nullopt;
  std::uint32_t* drawn = buffers().drawn.reserve(ir::kMaxRules + derivation::kListedRules);
  const std::vector<std::uint64_t> words = limbs(index, engine_->entries().index_sizes[0]);
  return derivation_of(drawn, engine_->entries().unrank(words.data(), drawn, index_scratch(0)));
}

std::optional<Derivation> NativeSpace::sample_uniform(derivation::Rng& rng) const {
  if (!indexed()) return derivation::sample_uniform(space_, automaton_, rng);
  std::uint32_t* drawn = buffers().drawn.reserve(ir::kMaxRules + derivation::kListedRules);
  const int tries = automaton_.keeps_limits() ? 1 : derivation::kLimitDraws;
  for (int i = 0; i < tries; ++i) {
    const std::uint64_t length = engine_->entries().uniform(&rng.state, drawn, index_scratch(0));
    Derivation derivation = derivation_of(drawn, length);
    if (tries == 1 || limits_.keeps(derivation)) return derivation;
  }
  return std::nullopt;
}

void NativeSpace::label_graphs(const Derivation& derivation, std::span<const std::uint32_t> depths,
                               GraphLabels& result) const {
  NASG_ASSERT(engine_->entries().features != nullptr, "label_graphs is compiled on request");
  std::uint64_t rows = 0;
  std::uint64_t deepest = 0;
  for (const std::uint32_t depth : depths) {
    rows += depth + 1;
    deepest = std::max<std::uint64_t>(deepest, depth);
  }
  result.nodes.resize(depths.size());
  const std::size_t n = derivation.rules.size();
  std::uint64_t* labels = nullptr;
  for (std::size_t& room = buffers().nodes;; room *= 2) {
    labels = reinterpret_cast<std::uint64_t*>(buffers().labels.reserve(2 * rows * room));
    std::uint32_t* scratch =
        buffers().graphs.reserve(feature_scratch(n, room, deepest) / sizeof(std::uint32_t));
    if (engine_->entries().features(numbers(derivation), n, depths.data(), depths.size(), labels,
                                    result.nodes.data(), room,
                                    reinterpret_cast<std::uint64_t*>(scratch)) != 0)
      break;
  }
  std::uint64_t written = 0;
  for (std::size_t i = 0; i < depths.size(); ++i) written += result.nodes[i] * (depths[i] + 1);
  result.labels.assign(labels, labels + written);
}

}  // namespace nasg::codegen
