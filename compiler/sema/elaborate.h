// SPDX-License-Identifier: Apache-2.0
// From the declaration of a space to its IR, parameters bound.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/setting.h"
#include "compiler/sema/context.h"
#include "compiler/sema/lineage.h"

namespace nasg::sema {

using SpaceArguments = std::vector<ir::Setting::Named>;

/// Elaborates all of a space: parameters, nonterminals, rules, frame, limits, levels, notations. Rules with
/// errors have an invalid body. Types are not yet filled in. The choices of `written_out` are no nonterminals
/// where they stand in rules.
ElaboratedSpace elaborate_space(const Names& names, const SpaceDefinition& definition,
                                const SpaceArguments& arguments, diag::Place use_place,
                                const std::set<ChoiceKey>& written_out, diag::Sink& sink);

/// Elaborates one op or topology alone, in a space of no other content.
ElaboratedSpace elaborate_alone(const Names& names, const Definition& definition, diag::Sink& sink);

// The parts, each in its file.

/// parameters.cpp: the values of the space's parameters. E0205, E0206, E0227.
std::vector<ir::ParamValue> bind_parameters(const Context& context, const Lineage& lineage,
                                            const SpaceArguments& arguments, diag::Place use_place);
/// rules.cpp: nonterminals with their rules. E0201, E0242.
void elaborate_rules(Context& context, const Lineage& lineage);
/// rules.cpp: the rules of choices that are nonterminals, after all that may leave some. E0239.
void elaborate_choices(Context& context, const SpaceDefinition& definition);
/// limits.cpp: what derivations may not exceed. E0232, E0240.
void elaborate_limits(Context& context, const SpaceDefinition& definition);
/// extras.cpp: levels.
void elaborate_levels(Context& context, const SpaceDefinition& definition);
/// notations.cpp: how benchmarks write terms. E0228.
void elaborate_notations(Context& context, const Lineage& lineage);

/// The scope of a rule, a frame, or a constant of a space.
Scope space_scope(const Context& context, const SpaceDefinition& definition, Scope::Kind kind);

}  // namespace nasg::sema
