// SPDX-License-Identifier: Apache-2.0
// What the language server answers, in the protocol's JSON (Language Server Protocol 3.17).
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "compiler/lsp/analysis.h"

namespace nasg::lsp {

using Json = nlohmann::json;

/// An open document.
struct Document {
  std::string uri;
  std::string path;
  std::string text;
  std::int64_t version = 0;
  std::unique_ptr<Analysis> analysis;
};

/// What cannot be answered; the text is shown to the user.
struct Refusal {
  std::string why;
};

Json range_of(const Positions& positions, std::size_t begin, std::size_t end);

/// The parameters of textDocument/publishDiagnostics.
Json diagnostics(const Document& document);
Json hover(Document& document, std::size_t offset);
/// Where a name is defined; of an import, its file.
Json definition(Document& document, std::size_t offset);
/// The places in the document where the name stands.
Json highlights(Document& document, std::size_t offset);
/// The parameters of the call around the offset, and which of them is written.
Json signature(Document& document, std::size_t offset);
/// The definitions of the open documents and of what they import, whose names have the letters of `part` in
/// their order.
Json workspace_symbols(const std::vector<Document*>& documents, const std::string& part);
/// The parts of the text around each offset, from the name or number to the whole.
Json selections(Document& document, const std::vector<std::size_t>& offsets);
/// The files that are imported.
Json links(Document& document);
/// The definition that is named, as an item of the call hierarchy; null where none is. A definition calls
/// those that it names: a nonterminal those of its alternatives, a space those of its frame and its limits.
Json prepare_calls(Document& document, std::size_t offset);
Json incoming_calls(const std::vector<Document*>& documents, const Json& item);
/// Empty for what stands in a file that is not open.
Json outgoing_calls(const std::vector<Document*>& documents, const Json& item);
/// Where the symbol is named in the open documents.
Json references(const std::vector<Document*>& documents, Document& document, std::size_t offset,
                bool with_declaration);
/// The range of a name that can be renamed; null elsewhere.
Json prepare_rename(Document& document, std::size_t offset);
std::variant<Json, Refusal> rename(const std::vector<Document*>& documents, Document& document,
                                   std::size_t offset, const std::string& name);
/// What is known at the offset, the words of the language, and what importing a module of the standard
/// library would give.
Json completion(Document& document, std::size_t offset);
/// Ops, topologies, searches, and spaces with their nonterminals, kind by kind.
Json outline(Document& document);
/// Inferred types of the nonterminals that are named in [begin, end), and the shares of alternatives by their
/// weights where these differ. Nothing for a space with errors.
Json hints(Document& document, std::size_t begin, std::size_t end);
/// The number of derivations above each space.
Json lenses(Document& document);
/// Definitions of several lines, comments and imports.
Json folding(Document& document);
/// What every name stands for, by the types and modifiers of the legend.
Json tokens(Document& document);
Json token_legend();
/// The lines that `nasgc fmt` would write otherwise and that touch [begin, end]; null if it has mistakes.
Json formatting(const Document& document, std::size_t begin, std::size_t end);
/// The suggested mends of the diagnostics that touch [begin, end].
Json code_actions(const Document& document, std::size_t begin, std::size_t end);

}  // namespace nasg::lsp
