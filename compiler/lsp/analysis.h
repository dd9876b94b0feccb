// SPDX-License-Identifier: Apache-2.0
// All that is known of one version of an open document.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "compiler/lsp/positions.h"
#include "compiler/lsp/symbols.h"
#include "compiler/sema/program.h"

namespace nasg::lsp {

/// The document checked with what it imports, which is read from disk. Symbols and spaces are found when they
/// are first asked for. Not to be copied or moved.
class Analysis {
 public:
  Analysis(const std::string& path, const std::string& text);

  const diag::SourceMap& sources() const { return sources_; }
  /// The document; unknown if it is not text (it holds a zero byte, say).
  diag::SourceId root() const { return root_; }
  const diag::Sink& diagnostics() const { return sink_; }
  const Positions& positions() const { return positions_; }

  const Symbols& symbols();
  /// Where its imports are looked for.
  std::vector<std::string> folders() const { return program_ ? program_->folders() : sema::stdlib_folders(); }
  /// What the names of the document and of what it imports mean.
  const sema::Names& names();
  /// The document's own definitions, as far as it parses.
  const grammar::Module& syntax();
  /// The places of what the document imports, each with its file; without those that were not found.
  std::vector<std::pair<diag::Place, diag::SourceId>> imports();
  /// A space of the document with its parameters' defaults; null if it has errors.
  const sema::CheckedSpace* space(const std::string& name);
  /// Type and number of derivations of a nonterminal or a space, for people; empty if it has errors. A
  /// nonterminal is that of the space around the offset, which may replace rules of the one that has it.
  std::string facts(const Symbol& symbol, std::size_t offset);

 private:
  diag::SourceMap sources_;
  diag::SourceId root_;
  diag::Sink sink_;
  std::string text_;
  Positions positions_;
  std::optional<sema::Program> program_;
  sema::Modules modules_;
  std::unique_ptr<sema::Names> names_;
  std::optional<Symbols> symbols_;
  std::map<std::string, std::optional<sema::CheckedSpace>> spaces_;
};

}  // namespace nasg::lsp
