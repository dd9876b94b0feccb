// SPDX-License-Identifier: Apache-2.0
// Grammars of other tools as programs of the language.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "compiler/diag/diagnostic.h"

namespace nasg::grammar {

/// What a library defines: the module of each op and topology, and how many functions it takes (0 for an op).
struct LibraryEntry {
  std::string module;
  std::size_t arity = 0;
};
using Library = std::multimap<std::string, LibraryEntry>;

/// A program with one space for a context-free grammar. Three notations are told apart by their arrows:
/// - `A -> "f" B C [0.4] | "g" [0.6]` (NLTK's .cfg, with or without probabilities): words in quotes are
///   terminals, others nonterminals, `#` comments;
/// - `<a> ::= f(<b>, <c>) | g` (BNF, as PonyGE2 reads it): all that is in no angle brackets is terminal;
/// - `a = "f", b, [c], {d}, (e | f);` (EBNF, ISO 14977): parts in brackets become nonterminals.
///
/// The first nonterminal is searched inside the frame `stem(16) >> … >> classifier(10)`. An alternative that
/// is a terminal with others behind it applies the terminal to them; nonterminals in a row are a chain;
/// terminals with parentheses in them are read as they stand. Probabilities become weights; an alternative
/// that is written n times gets weight n. Terminals that the language or the library knows, with that many
/// arguments, are theirs; of the others stubs are written, to be filled in. Nothing, and E0101 in the sink,
/// for a text that is none of the three.
std::optional<std::string> import_grammar(const diag::SourceMap& sources, diag::SourceId source,
                                          const Library& library, diag::Sink& sink);

}  // namespace nasg::grammar
