// SPDX-License-Identifier: Apache-2.0
// Programs as tree-sitter reads them.
#pragma once

#include <tree_sitter/api.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace nasg::editors::testing {

const TSLanguage* language();

/// One text with its tree. Not to be copied.
class Tree {
 public:
  explicit Tree(std::string text);
  /// The text after `length` bytes at `at` were replaced, read with the help of the tree before.
  Tree edited(std::size_t at, std::size_t length, std::string_view replacement) const;

  const std::string& source() const { return source_; }
  /// How many words and signs were read after an edit; those that the tree shares with the one before were
  /// not.
  std::size_t tokens_read() const { return tokens_read_; }
  /// How many bytes are in ranges whose nodes are others than before the edit.
  std::size_t bytes_changed() const;
  TSNode root() const { return ts_tree_root_node(tree_.get()); }
  /// Whether a part could not be read, or something that is missing was thought in.
  bool has_error() const { return ts_node_has_error(root()); }
  /// The tree as an S-expression.
  std::string structure() const;
  std::string_view text(TSNode node) const;
  /// Every node, anonymous ones too, before what it holds.
  void each(const std::function<void(TSNode)>& visit) const;

 private:
  using Owned = std::unique_ptr<TSTree, void (*)(TSTree*)>;
  Tree(std::string text, Owned old);

  std::string source_;
  std::size_t tokens_read_ = 0;
  Owned before_;  ///< the tree before, its places moved by the edit; null without an edit
  Owned tree_;
};

/// A file of the project.
struct File {
  std::string path;
  std::string text;
};
std::string read(const std::string& path);
/// Every `.nasg` file of the standard library, the examples and the tests.
std::vector<File> programs();

}  // namespace nasg::editors::testing
