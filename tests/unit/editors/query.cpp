// SPDX-License-Identifier: Apache-2.0
// Queries of tree-sitter. The library hands predicates over as they are written.
#include "tests/unit/editors/query.h"

#include <regex>

namespace nasg::editors::testing {

namespace {

using Query = std::unique_ptr<TSQuery, void (*)(TSQuery*)>;

struct Compiled {
  Query query{nullptr, ts_query_delete};
  std::uint32_t offset = 0;
  TSQueryError error = TSQueryErrorNone;
};

Compiled compile(const std::string& name) {
  const std::string text = read(NASG_SOURCE_DIR "/grammar/editors/tree-sitter/queries/" + name + ".scm");
  Compiled compiled;
  compiled.query.reset(ts_query_new(language(), text.data(), static_cast<std::uint32_t>(text.size()),
                                    &compiled.offset, &compiled.error));
  return compiled;
}

/// Whether the predicates of a match hold. Each is a name, a capture and a text, and the end.
bool holds(const TSQuery* query, const TSQueryMatch& match, const Tree& tree) {
  std::uint32_t count = 0;
  std::uint32_t length = 0;
  const TSQueryPredicateStep* steps = ts_query_predicates_for_pattern(query, match.pattern_index, &count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string name = ts_query_string_value_for_id(query, steps[i].value_id, &length);
    const std::uint32_t first = i + 1;
    while (steps[i].type != TSQueryPredicateStepTypeDone) ++i;
    if (name != "match?" && name != "not-match?") continue;
    const std::regex pattern(ts_query_string_value_for_id(query, steps[first + 1].value_id, &length));
    for (std::uint16_t k = 0; k < match.capture_count; ++k) {
      if (match.captures[k].index != steps[first].value_id) continue;
      const std::string text(tree.text(match.captures[k].node));
      if (std::regex_search(text, pattern) != (name == "match?")) return false;
    }
  }
  return true;
}

}  // namespace

std::string fault_of(const std::string& name) {
  const Compiled compiled = compile(name);
  if (compiled.error == TSQueryErrorNone) return "";
  return "error " + std::to_string(compiled.error) + " at byte " + std::to_string(compiled.offset);
}

std::map<std::pair<std::size_t, std::size_t>, Captured> captures(const std::string& name, const Tree& tree) {
  const Compiled compiled = compile(name);
  const TSQuery* query = compiled.query.get();
  const std::unique_ptr<TSQueryCursor, void (*)(TSQueryCursor*)> cursor(ts_query_cursor_new(),
                                                                        ts_query_cursor_delete);
  ts_query_cursor_exec(cursor.get(), query, tree.root());
  std::map<std::pair<std::size_t, std::size_t>, Captured> found;
  TSQueryMatch match;
  while (ts_query_cursor_next_match(cursor.get(), &match)) {
    if (!holds(query, match, tree)) continue;
    for (std::uint16_t i = 0; i < match.capture_count; ++i) {
      const TSNode node = match.captures[i].node;
      std::uint32_t length = 0;
      Captured& captured = found[{ts_node_start_byte(node), ts_node_end_byte(node)}];
      captured.type = ts_node_type(node);
      captured.names.insert(ts_query_capture_name_for_id(query, match.captures[i].index, &length));
    }
  }
  return found;
}

}  // namespace nasg::editors::testing
