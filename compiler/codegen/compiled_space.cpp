// SPDX-License-Identifier: Apache-2.0
// Lends buffers to generated code and makes derivations of what it leaves there.
#include "compiler/codegen/compiled_space.h"

#include "compiler/codegen/builder_handle.h"
#include "runtime/derivation/limits.h"
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
  std::uint32_t* fresh = buffers().drawn.reserve(ir::kMaxRules + derivation::kListedRules);
  std::uint32_t* work = buffers().work[0].reserve(parent.rules.size() * kColumns);
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
      engine_(std::move(engine)),
      variation_(
          derivation::keep_limits(space, automaton, std::make_unique<NativeVariation>(engine_->entries()))) {}

diag::Result<derivation::Plan> NativeSpace::build_plan(const Derivation& derivation) const {
  const std::vector<std::uint32_t> ends = derivation::subtree_ends(space_, derivation.rules);
  derivation::PlanBuilder builder(space_.input);
  const derivation::ValueId result =
      engine_->entries().construct(handle(builder), numbers(derivation), ends.data());
  return std::move(builder).finish(result);
}

}  // namespace nasg::codegen
