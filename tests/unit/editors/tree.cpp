// SPDX-License-Identifier: Apache-2.0
// The C interface of tree-sitter, held by values.
#include "tests/unit/editors/tree.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

extern "C" const TSLanguage* tree_sitter_nasg();

namespace nasg::editors::testing {

namespace {

/// Counts into `payload` what the parser says of itself.
void count_tokens(void* payload, TSLogType, const char* message) {
  if (std::string_view(message).starts_with("lexed_lookahead")) ++*static_cast<std::size_t*>(payload);
}

TSTree* parse(const std::string& text, const TSTree* old, std::size_t& tokens_read) {
  const std::unique_ptr<TSParser, void (*)(TSParser*)> parser(ts_parser_new(), ts_parser_delete);
  ts_parser_set_language(parser.get(), language());
  if (old != nullptr) ts_parser_set_logger(parser.get(), {&tokens_read, count_tokens});
  return ts_parser_parse_string(parser.get(), old, text.data(), static_cast<std::uint32_t>(text.size()));
}

/// Row and column in bytes.
TSPoint point(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const std::size_t line = before.rfind('\n') + 1;  // 0 on the first line
  return {static_cast<std::uint32_t>(std::ranges::count(before, '\n')),
          static_cast<std::uint32_t>(at - line)};
}

}  // namespace

const TSLanguage* language() {
  return tree_sitter_nasg();
}

Tree::Tree(std::string text) : Tree(std::move(text), Owned(nullptr, ts_tree_delete)) {}

Tree::Tree(std::string text, Owned old)
    : source_(std::move(text)),
      before_(std::move(old)),
      tree_(parse(source_, before_.get(), tokens_read_), ts_tree_delete) {}

Tree Tree::edited(std::size_t at, std::size_t length, std::string_view replacement) const {
  std::string text = source_;
  text.replace(at, length, replacement);
  const std::size_t end = at + replacement.size();
  const TSInputEdit edit{static_cast<std::uint32_t>(at),  static_cast<std::uint32_t>(at + length),
                         static_cast<std::uint32_t>(end), point(source_, at),
                         point(source_, at + length),     point(text, end)};
  Owned old(ts_tree_copy(tree_.get()), ts_tree_delete);
  ts_tree_edit(old.get(), &edit);
  return Tree(std::move(text), std::move(old));
}

std::size_t Tree::bytes_changed() const {
  std::uint32_t count = 0;
  const std::unique_ptr<TSRange, decltype(&std::free)> ranges(
      ts_tree_get_changed_ranges(before_.get(), tree_.get(), &count), std::free);
  std::size_t bytes = 0;
  for (std::uint32_t i = 0; i < count; ++i) bytes += ranges.get()[i].end_byte - ranges.get()[i].start_byte;
  return bytes;
}

std::string Tree::structure() const {
  const std::unique_ptr<char, decltype(&std::free)> text(ts_node_string(root()), std::free);
  return text.get();
}

std::string_view Tree::text(TSNode node) const {
  const std::size_t begin = ts_node_start_byte(node);
  return std::string_view(source_).substr(begin, ts_node_end_byte(node) - begin);
}

void Tree::each(const std::function<void(TSNode)>& visit) const {
  TSTreeCursor cursor = ts_tree_cursor_new(root());
  bool more = true;
  while (more) {
    visit(ts_tree_cursor_current_node(&cursor));
    more = ts_tree_cursor_goto_first_child(&cursor) || ts_tree_cursor_goto_next_sibling(&cursor);
    while (!more && ts_tree_cursor_goto_parent(&cursor)) more = ts_tree_cursor_goto_next_sibling(&cursor);
  }
  ts_tree_cursor_delete(&cursor);
}

std::string read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(text).str();
}

std::vector<File> programs() {
  std::vector<File> files;
  for (const std::string folder : {"/stdlib", "/examples", "/tests"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(NASG_SOURCE_DIR + folder))
      if (entry.path().extension() == ".nasg") files.push_back({entry.path(), read(entry.path())});
  std::ranges::sort(files, {}, &File::path);
  return files;
}

}  // namespace nasg::editors::testing
