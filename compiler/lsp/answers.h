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
Json definition(Document& document, std::size_t offset);
/// Where the symbol is named in the open documents.
Json references(const std::vector<Document*>& documents, Document& document, std::size_t offset,
                bool with_declaration);
/// The range of a name that can be renamed; null elsewhere.
Json prepare_rename(Document& document, std::size_t offset);
std::variant<Json, Refusal> rename(const std::vector<Document*>& documents, Document& document,
                                   std::size_t offset, const std::string& name);
Json completion(Document& document, std::size_t offset);
/// Ops, topologies, searches, and spaces with their nonterminals, kind by kind.
Json outline(Document& document);
/// Inferred types of the nonterminals that are named in [begin, end), and the shares of alternatives by their
/// weights where these differ. Nothing for a space with errors.
Json hints(Document& document, std::size_t begin, std::size_t end);
/// What every name stands for, by the types and modifiers of the legend.
Json tokens(Document& document);
Json token_legend();
Json formatting(const Document& document);
/// The suggested mends of the diagnostics that touch [begin, end].
Json code_actions(const Document& document, std::size_t begin, std::size_t end);

}  // namespace nasg::lsp
