// SPDX-License-Identifier: Apache-2.0
// The recurrent cells of NAS-Bench-NLP: every published recipe is a term with the published parameters.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "runtime/derivation/term.h"
#include "tests/unit/sema/library_module.h"

namespace nasg {
namespace {

using testing::column;
using testing::module;
using testing::parameters;
using testing::parsed;
using testing::table;
using testing::written;

/// A recipe as the space writes it. Nodes are put in an order in which each reads those before it.
class Recipe {
 public:
  explicit Recipe(const nlohmann::json& nodes) : nodes_(nodes) {
    for (const char* state : {"h_prev_0", "h_prev_1", "h_prev_2"}) values_[state] = state;
  }

  std::string term() {
    std::string text;
    std::string end;
    while (const nlohmann::json* node = next()) {
      text += "Then(" + written(*node) + ", ";
      end += ")";
      values_[current_] = "node_" + std::to_string(made_++);
    }
    text += "New(" + state(0) + ", " + state(1) + ", " + state(2) + ")" + end;
    return "let tied cell = " + text +
           " in Along4(embedding(symbols, inputs), cell, slice(0, 3) >> linear(hidden) >> zero)";
  }

 private:
  /// A node that reads only what has a name by now.
  const nlohmann::json* next() {
    for (const auto& [name, node] : nodes_.items()) {
      if (values_.contains(name)) continue;
      const auto known = [&](const std::string& input) { return input == "x" || values_.contains(input); };
      current_ = name;
      if (std::ranges::all_of(node["input"], known)) return &node;
    }
    return nullptr;
  }

  std::string state(int i) const {
    const auto made = values_.find("h_new_" + std::to_string(i));
    return made == values_.end() ? "h_prev_" + std::to_string(i) : made->second;
  }

  std::string written(const nlohmann::json& node) const {
    const std::string op = node["op"];
    std::string text = (op == "linear" ? op + std::to_string(node["input"].size()) : op) + "(";
    bool first = true;
    for (const std::string input : node["input"]) {
      text += first ? "" : ", ";
      if (op != "linear")
        text += values_.at(input);
      else if (input == "x")
        text += first ? "Row(linear(F))" : "Row(linear(F, bias = false))";
      else
        text += (first ? "Biased(" : "Of(") + values_.at(input) + ")";
      first = false;
    }
    return text + ")";
  }

  const nlohmann::json& nodes_;
  std::map<std::string, std::string> values_;  ///< by name in the recipe
  std::string current_;
  int made_ = 0;
};

constexpr std::int64_t kSymbols = 33'278;  // of WikiText-2

/// A network is three layers, whose first and last rows are those of an embedding that also weighs the
/// symbols at the end.
TEST(RecurrentCells, EveryPublishedRecipeHasThePublishedParameters) {
  const auto rows = table("nbnlp/nbnlp_wikitext2.csv");
  if (rows.empty()) GTEST_SKIP() << "the table of NAS-Bench-NLP is not here";
  const auto library = module("nbnlp");
  constexpr std::int64_t kWidths[] = {400, 600, 600, 400};
  std::vector<sema::CheckedSpace> layers;
  for (int i = 0; i < 3; ++i) {
    diag::Sink sink;
    auto made = library.program().instantiate("NBNLP",
                                              {{"symbols", {1.0, {}}},
                                               {"inputs", {static_cast<double>(kWidths[i]), {}}},
                                               {"hidden", {static_cast<double>(kWidths[i + 1]), {}}}},
                                              sink);
    ASSERT_TRUE(made) << sink.all()[0].message();
    layers.push_back(*std::move(made));
  }
  const std::size_t recipe = column(rows, "recipe");
  const std::size_t published = column(rows, "num_params");
  for (std::size_t row = 1; row < rows.size(); ++row) {
    const nlohmann::json nodes = nlohmann::json::parse(rows[row][recipe]);
    const std::string term = Recipe(nodes).term();
    std::int64_t sum = kSymbols * kWidths[0] + kSymbols;
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const std::int64_t around = kWidths[i] + kWidths[i + 1] + 1;  // embedding and scores of one symbol
      sum += parameters(layers[i], parsed(layers[i], term)) - around;
    }
    ASSERT_EQ(std::to_string(sum), rows[row][published]) << term;
  }
}

TEST(RecurrentCells, ReadAndWriteEveryPublishedRecipe) {
  const auto rows = table("nbnlp/nbnlp_wikitext2.csv");
  if (rows.empty()) GTEST_SKIP() << "the table of NAS-Bench-NLP is not here";
  const auto made = module("nbnlp").space("NBNLP");
  ASSERT_TRUE(made);
  const std::size_t recipe = column(rows, "recipe");
  for (std::size_t row = 1; row < rows.size(); ++row) {
    const nlohmann::json nodes = nlohmann::json::parse(rows[row][recipe]);
    const derivation::Derivation derivation = parsed(*made, rows[row][recipe]);
    ASSERT_EQ(parsed(*made, Recipe(nodes).term()).rules.size(), derivation.rules.size());
    const std::string text = written(*made, 0, derivation);
    ASSERT_EQ(parsed(*made, text), derivation) << text;
    const nlohmann::json own = nlohmann::json::parse(text);
    ASSERT_EQ(own.size(), nodes.size()) << text;
    for (const std::string name : {"h_new_0", "h_new_1", "h_new_2"}) {
      ASSERT_EQ(own.contains(name), nodes.contains(name)) << text;
      if (own.contains(name)) {
        ASSERT_EQ(own[name]["op"], nodes[name]["op"]) << text;
      }
    }
  }
}

constexpr const char* kGate = R"({"node_0": {"op": "linear", "input": ["x", "h_prev_0"]}, )"
                              R"("node_1": {"op": "activation_sigm", "input": ["node_0"]}, )"
                              R"("h_new_0": {"op": "blend", "input": ["node_1", "h_prev_0", "node_0"]}})";

TEST(RecurrentCells, AreWrittenAsRecipes) {
  const auto made = module("nbnlp").space("NBNLP");
  ASSERT_TRUE(made);
  EXPECT_EQ(written(*made, 0, parsed(*made, kGate)), kGate);
}

TEST(RecurrentCells, ReadNodesOfAnyNameInAnyOrder) {
  const auto made = module("nbnlp").space("NBNLP");
  ASSERT_TRUE(made);
  EXPECT_EQ(parsed(*made, R"({"h_new_0": {"op": "blend", "input": ["gate", "h_prev_0", "f"]},
                              "gate": {"op": "activation_sigm", "input": ["f"]},
                              "f": {"op": "linear", "input": ["x", "h_prev_0"]}})"),
            parsed(*made, kGate));
}

TEST(RecurrentCells, AreNoRecipesWhereNodesReadOneAnotherOrStatesHaveNoNameOfTheirOwn) {
  const auto made = module("nbnlp").space("NBNLP");
  ASSERT_TRUE(made);
  EXPECT_FALSE(derivation::parse(made->space, made->automaton,
                                 R"({"a": {"op": "activation_tanh", "input": ["b"]},
                                     "b": {"op": "activation_tanh", "input": ["a"]}})"));
  for (const char* states : {"node_0, node_0, h_prev_2", "h_prev_1, h_prev_1, h_prev_2"}) {
    const std::string term = "let tied cell = Then(activation_tanh(h_prev_0), New(" + std::string(states) +
                             ")) in Along4(embedding(symbols, inputs), cell, slice(0, 3) >> linear(hidden) "
                             ">> zero)";
    EXPECT_EQ(written(*made, 0, parsed(*made, term)), "") << states;
  }
}

}  // namespace
}  // namespace nasg
