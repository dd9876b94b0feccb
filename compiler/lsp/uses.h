// SPDX-License-Identifier: Apache-2.0
// Symbols across the open documents, and places in the protocol's JSON.
#pragma once

#include "compiler/lsp/answers.h"

namespace nasg::lsp {

/// A place of the document or of what it imports, with its URI.
Json location(const Document& document, diag::Place place);
/// The number of the protocol's SymbolKind.
int protocol_kind(SymbolKind kind);

/// Whether other documents can name it alone: an op, a topology or a space.
bool is_global(SymbolKind kind);
/// The path of the file in which a symbol is defined; empty for what is built in.
std::string home_of(const Document& document, const Symbol& symbol);
/// Calls `visit(document, place)` wherever an open document names the symbol.
void for_each_use(const std::vector<Document*>& documents, Document& document, std::size_t symbol,
                  const std::function<void(Document&, diag::Place)>& visit);

}  // namespace nasg::lsp
