// SPDX-License-Identifier: Apache-2.0
// What the queries say of programs: colours, places that fold, definitions.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "compiler/lsp/analysis.h"
#include "grammar/keywords.h"
#include "tests/unit/editors/query.h"

namespace nasg::editors::testing {
namespace {

constexpr const char* kEveryWord = R"(import std.op;
op f = let tied a = relu in a >> a;
topology T(a) = |x| { a(x) }
space S extends R : [3, 8, 8] -> [10] {
  frame = stem(true, false) >> CELL;
  CELL = T({1..3 step 2}, {1..8 log 2}) where connected;
  limit depth <= 9;
  level macro { CELL }
  notation n { f = "f"; }
}
search quick on S { budget = 40 evaluations; }
)";

/// The capture that a name has where it is defined.
std::string colour(lsp::SymbolKind kind) {
  switch (kind) {
    case lsp::SymbolKind::kOp:
    case lsp::SymbolKind::kLayer:
    case lsp::SymbolKind::kTopology: return "function";
    case lsp::SymbolKind::kSpace:
    case lsp::SymbolKind::kNonterminal: return "type";
    case lsp::SymbolKind::kParameter: return "variable.parameter";
    case lsp::SymbolKind::kValue: return "variable";
    case lsp::SymbolKind::kSearch: return "label";
  }
  return "";
}

TEST(Queries, CanAllBeRead) {
  std::size_t count = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(NASG_SOURCE_DIR "/grammar/editors/tree-sitter/queries")) {
    EXPECT_EQ(fault_of(entry.path().stem()), "") << entry.path();
    ++count;
  }
  EXPECT_EQ(count, 6U);
}

TEST(Colours, OfEveryWordOfTheLanguageAreThoseOfWords) {
  const Tree tree(kEveryWord);
  ASSERT_FALSE(tree.has_error()) << tree.structure();
  std::set<std::string> words;
  for (const auto& [place, captured] : captures("highlights", tree))
    for (const std::string& name : captured.names)
      if (name.starts_with("keyword") || name == "boolean")
        words.insert(tree.source().substr(place.first, place.second - place.first));
  EXPECT_EQ(words, std::set<std::string>(grammar::keywords().begin(), grammar::keywords().end()));
}

TEST(Colours, AreOneForEveryNodeAndNoneIsMissing) {
  for (const File& file : programs()) {
    const Tree tree(file.text);
    if (tree.has_error()) continue;
    const auto found = captures("highlights", tree);
    for (const auto& [place, captured] : found)
      EXPECT_EQ(captured.names.size(), 1U) << file.path << ": " << captured.type << " at " << place.first;
    tree.each([&](TSNode node) {
      if (ts_node_is_named(node) || std::string(ts_node_type(node)) == "\"") return;
      const std::string parent = ts_node_type(ts_node_parent(node));
      EXPECT_TRUE(parent == "boolean" || found.contains({ts_node_start_byte(node), ts_node_end_byte(node)}))
          << file.path << ": " << ts_node_type(node) << " at " << ts_node_start_byte(node);
    });
  }
}

TEST(Colours, OfDefinitionsAreWhatTheLanguageServerTakesThemFor) {
  std::size_t count = 0;
  for (const File& file : programs()) {
    const Tree tree(file.text);
    if (tree.has_error()) continue;
    lsp::Analysis analysis(file.path, file.text);
    const auto found = captures("highlights", tree);
    for (const lsp::Occurrence& occurrence : analysis.symbols().occurrences()) {
      const lsp::Symbol& symbol = analysis.symbols().all()[occurrence.symbol];
      if (symbol.place != occurrence.place) continue;
      const auto own = found.find({occurrence.place.begin, occurrence.place.end});
      ASSERT_NE(own, found.end()) << file.path << ": " << symbol.name;
      EXPECT_EQ(own->second.names, std::set{colour(symbol.kind)}) << file.path << ": " << symbol.name;
      ++count;
    }
  }
  EXPECT_GT(count, 500U);
}

TEST(Colours, OfUsesGoByHowTheyAreWritten) {
  const Tree tree("op f = relu >> conv2d(C, kernel = k)(x) >> M(CELL, a);");
  std::map<std::string, std::string> uses;
  for (const auto& [place, captured] : captures("highlights", tree))
    if (captured.type == "reference")
      uses[tree.source().substr(place.first, place.second - place.first)] = *captured.names.begin();
  EXPECT_EQ(uses, (std::map<std::string, std::string>{
                      {"conv2d", "function.call"}, {"C", "type"}, {"M", "type"}, {"CELL", "type"}}));
}

TEST(Tags, HoldDefinitionsWithTheirDocumentation) {
  const Tree tree("/// One.\n/// Two.\nop f = relu;\n");
  std::map<std::string, std::string> tags;
  for (const auto& [place, captured] : captures("tags", tree))
    for (const std::string& name : captured.names)
      tags[name] += tree.source().substr(place.first, place.second - place.first) + ";";
  EXPECT_EQ(tags,
            (std::map<std::string, std::string>{
                {"doc", "/// One.;/// Two.;"}, {"name", "f;"}, {"definition.function", "op f = relu;;"}}));
}

TEST(Folds, AreTheBodiesOfDefinitions) {
  const Tree tree(kEveryWord);
  std::vector<std::string> types;
  for (const auto& [place, captured] : captures("folds", tree)) types.push_back(captured.type);
  for (const std::string type : {"space_body", "search_body", "level_body", "notation_body", "block"})
    EXPECT_EQ(std::ranges::count(types, type), 1) << type;
}

}  // namespace
}  // namespace nasg::editors::testing
