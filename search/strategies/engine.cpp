// SPDX-License-Identifier: Apache-2.0
// What draws, varies and builds the derivations of a space.
#include "search/strategies/engine.h"

#include "compiler/codegen/object_cache.h"
#include "compiler/diag/codes/search.h"

namespace nasg::search {
namespace {

diag::Result<std::unique_ptr<codegen::CompiledSpace>> compile(const sema::CheckedSpace& checked) {
  const auto compiler = codegen::compiler();
  if (!compiler) return compiler.error();
  return (*compiler)->compile(checked.space, checked.automaton, codegen::Options{0, codegen::cache_folder()});
}

}  // namespace

Engine::Engine(const sema::CheckedSpace& checked, bool compiled, diag::Sink& sink) : checked_(checked) {
  if (compiled) {
    auto result = compile(checked);
    if (result) {
      compiled_ = std::move(*result);
      return;
    }
    sink.add(diag::make(diag::code::E0742, {}, result.error().message()));
  }
  interpreter_ = derivation::make_interpreter(checked.space, checked.automaton);
}

const derivation::Variation& Engine::variation() const {
  return compiled_ ? compiled_->variation() : *interpreter_;
}

diag::Result<derivation::Plan> Engine::build_plan(const derivation::Derivation& derivation) const {
  return compiled_ ? compiled_->build_plan(derivation) : derivation::build_plan(checked_.space, derivation);
}

}  // namespace nasg::search
