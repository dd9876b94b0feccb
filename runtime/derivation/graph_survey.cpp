// SPDX-License-Identifier: Apache-2.0
// Ends, holes and readers, from the last rule to the first.
#include "runtime/derivation/graph_survey.h"

namespace nasg::derivation {

using Kind = Wiring::Kind;
using Form = RuleForm::Kind;

void Survey::make(const Wirings& wirings, std::span<const ir::RuleId> rules, bool folded) {
  rules_ = rules;
  places_.resize(rules.size());
  holes_.clear();
  operators_.clear();
  read_.clear();
  for (auto p = static_cast<std::uint32_t>(rules.size()); p-- > 0;) {
    Place& place = places_[p];
    place = {&wirings.rules[rules[p].index()], p + 1, p, static_cast<std::uint32_t>(holes_.size())};
    for (std::uint32_t hole = place.form->holes; hole > 0; --hole) {
      const Place& derived = places_[place.end];
      holes_.push_back(derived.resolved);
      place.zero = place.zero || places_[derived.resolved].form->kind == Form::kZero;
      place.end = derived.end;
    }
    if (place.form->kind == Form::kUnit) place.resolved = places_[p + 1].resolved;
    if (place.form->kind != Form::kOperator) continue;
    operators_.push_back(p);
    const bool plain = place.form->wiring.chain && !place.zero;
    if (folded && !plain) mark_read(place);
  }
}

void Survey::mark_read(Place& place) {
  const Wiring& wiring = place.form->wiring;
  place.read = static_cast<std::uint32_t>(read_.size());
  read_.resize(read_.size() + wiring.arity + wiring.steps.size());
  char* const read = read_.data() + place.read;
  read[wiring.result] = 1;
  for (std::size_t i = wiring.steps.size(); i-- > 0;) {
    const Wiring::Step& step = wiring.steps[i];
    bool reads = true;
    if (step.kind == Kind::kJoin) reads = read[wiring.arity + i] != 0;
    if (step.kind == Kind::kHole) {
      const Form kind = places_[holes_[place.holes + step.what]].form->kind;
      if (kind == Form::kZero) reads = false;
      if (kind == Form::kIdentity) reads = read[wiring.arity + i] != 0;
    }
    if (!reads) continue;
    for (const std::uint32_t input : step.inputs) read[input] = 1;
  }
}

}  // namespace nasg::derivation
