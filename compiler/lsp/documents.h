// SPDX-License-Identifier: Apache-2.0
// The documents that are open in the editor.
#pragma once

#include <map>
#include <set>
#include <utility>

#include "compiler/lsp/answers.h"

namespace nasg::lsp {

Position position_of(const Json& json);

/// Texts as the editor has them. What is handed out is analysed; it stays valid until the next change.
class Documents {
 public:
  /// A TextDocumentItem of the protocol.
  void open(const Json& item);
  /// Changes of a VersionedTextDocumentIdentifier, each a range and its new text; without a range, the whole
  /// text. Nothing happens to what is not open.
  void change(const Json& document, const Json& changes);
  /// Whether it was open.
  bool close(const std::string& uri);
  /// What they import may have changed: all are to be analysed anew.
  void outdate();

  /// Null if it is not open.
  Document* find(const std::string& uri);
  std::vector<Document*> all();
  bool has_changed() const { return !changed_.empty(); }
  /// The URIs of those that have changed since they were last taken.
  std::set<std::string> take_changed() { return std::exchange(changed_, {}); }

 private:
  static Document* analysed(Document& document);

  std::map<std::string, Document> documents_;  ///< by URI
  std::set<std::string> changed_;
};

}  // namespace nasg::lsp
