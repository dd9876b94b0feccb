// SPDX-License-Identifier: Apache-2.0
// Derivations as text: canonical term, bracketed form, a benchmark's own notation, JSON, a drawn tree.
#pragma once

#include <string>
#include <string_view>

#include "compiler/diag/diagnostic.h"
#include "compiler/ir/automaton.h"
#include "runtime/derivation/derivation.h"

namespace nasg::derivation {

/// `Cell(id, zero, Linear1(…), …)`; several roots: `<normal ; reduce>`.
std::string term(const ir::Space& space, const Derivation& derivation);
/// `(CELL Cell (OPS id) (OPS zero) …)`, as NLTK and hNAS write it; several roots: one after the other.
std::string sexpr(const ir::Space& space, const Derivation& derivation);
/// The space's notation of that name; nothing if a rule of the derivation has no template in it.
std::optional<std::string> notation(const ir::Space& space, const ir::Notation& notation,
                                    const Derivation& derivation);
/// {"term": …, "rules": [rule ids], "tree": {"nonterminal": …, "operator": …, "children": […]}}
std::string json(const ir::Space& space, const Derivation& derivation);
/// An indented tree with box-drawing characters, a rule a line, for a terminal.
std::string tree(const ir::Space& space, const Derivation& derivation);

/// Reads any of term, bracketed form and notation. `source` is where the text stands in a source map, so
/// that errors have places: E0410 syntax, E0411 not in the language (with the place where it leaves it),
/// E0412 in the grammar but a constraint forbids it.
diag::Result<Derivation> parse(const ir::Space& space, const ir::Automaton& automaton, std::string_view text,
                               diag::SourceId source = {});

}  // namespace nasg::derivation
