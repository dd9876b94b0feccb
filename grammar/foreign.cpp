// SPDX-License-Identifier: Apache-2.0
// Writing a foreign grammar as a program.
#include "grammar/foreign.h"

#include <algorithm>
#include <set>

#include "compiler/ir/layers.h"
#include "compiler/ir/number_text.h"
#include "grammar/foreign_reader.h"
#include "grammar/format.h"
#include "grammar/keywords.h"
#include "grammar/parse.h"

namespace nasg::grammar {

namespace {

/// Grammars that recur get this limit, so that they can be counted.
constexpr int kDepth = 10;

/// The text with nothing in it that a name cannot have.
std::string as_name(const std::string& text) {
  std::string name;
  for (const char c : text) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    name += fits ? c : '_';
  }
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) name.insert(0, "N");
  if (std::ranges::find(keywords(), name) != keywords().end()) name += '_';
  return name;
}

class Importer {
 public:
  Importer(std::vector<ForeignRule> rules, const Library& library)
      : rules_(std::move(rules)), library_(library) {}

  std::string program() {
    name_nonterminals();
    std::string space;
    for (const ForeignRule& rule : rules_)
      space += nonterminals_.at(rule.name) + " = " + alternatives(rule) + ";\n";
    std::string text;
    for (const std::string& module : modules_) text += "import " + module + ";\n";
    text += "\n" + stubs_ +
            "\n/// Imported. Shapes of input and output, stem and classifier are to be adapted.\n" +
            "space Imported(classes = 10, width = 16) : [3, 32, 32] -> [classes] {\n" +
            "frame = stem(width) >> " + nonterminals_.at(rules_.front().name) +
            " >> classifier(classes);\n\n" + space;
    if (recurs()) text += "limit depth <= " + std::to_string(kDepth) + ";\n";
    return text + "}\n";
  }

 private:
  void name_nonterminals() {
    std::set<std::string> taken;
    for (const ForeignRule& rule : rules_)
      for (const ForeignSequence& sequence : rule.alternatives)
        for (const ForeignSymbol& symbol : sequence.symbols)
          if (symbol.terminal) taken.insert(symbol.text);
    for (const ForeignRule& rule : rules_) {
      std::string name = as_name(rule.name);
      while (!taken.insert(name).second) name += '_';
      nonterminals_[rule.name] = name;
    }
  }

  std::string alternatives(const ForeignRule& rule) {
    std::vector<std::pair<std::string, double>> weighed;
    for (const ForeignSequence& sequence : rule.alternatives) {
      const std::string text = expression(sequence.symbols);
      const auto known = std::ranges::find(weighed, text, &std::pair<std::string, double>::first);
      if (known == weighed.end()) {
        weighed.emplace_back(text, sequence.weight);
      } else {
        known->second += sequence.weight;
      }
    }
    std::string text;
    for (const auto& [one, weight] : weighed)
      text += (text.empty() ? "" : " | ") + one + (weight != 1 ? " @ " + ir::real_text(weight) : "");
    return text;
  }

  std::string expression(const std::vector<ForeignSymbol>& sequence) {
    if (sequence.empty()) return "id";
    if (const auto written = as_written(sequence)) return *written;
    const bool applies = sequence.front().terminal && sequence.size() > 1;
    if (applies) {
      std::string arguments;
      for (std::size_t i = 1; i < sequence.size(); ++i)
        arguments += (i > 1 ? ", " : "") + name_of(sequence[i]);
      return terminal(sequence.front().text, sequence.size() - 1) + "(" + arguments + ")";
    }
    std::string chain;
    for (const ForeignSymbol& symbol : sequence) chain += (chain.empty() ? "" : " >> ") + name_of(symbol);
    return chain;
  }

  /// `f(a, b)` in so many words, if that is what an alternative has.
  std::optional<std::string> as_written(const std::vector<ForeignSymbol>& sequence) {
    std::string text;
    bool brackets = false;
    for (const ForeignSymbol& symbol : sequence) {
      brackets = brackets || (symbol.terminal && symbol.text.find('(') != std::string::npos);
      text += " " + (symbol.terminal ? symbol.text : name_of(symbol));
    }
    if (!brackets) return std::nullopt;
    diag::SourceMap sources;
    const auto parsed = parse_expression(sources, sources.add("", text));
    if (!parsed) return std::nullopt;
    use(**parsed);
    return text.substr(1);
  }

  /// Makes the terminals of an expression known.
  void use(const Expression& expression) {
    if (const auto* name = std::get_if<NameExpression>(&expression.node)) {
      if (!is_nonterminal(name->name)) provide(name->name, 0);
    } else if (const auto* call = std::get_if<CallExpression>(&expression.node)) {
      const auto* callee = std::get_if<NameExpression>(&call->callee->node);
      const auto is_function = [](const Argument& it) {
        return !std::holds_alternative<NumberLiteral>(it.value->node);
      };
      if (callee != nullptr)
        provide(callee->name, static_cast<std::size_t>(std::ranges::count_if(call->arguments, is_function)));
      for (const Argument& argument : call->arguments) use(*argument.value);
    }
  }

  bool is_nonterminal(const std::string& name) const {
    return std::ranges::any_of(nonterminals_, [&](const auto& row) { return row.second == name; });
  }

  std::string name_of(const ForeignSymbol& symbol) {
    if (symbol.terminal) return terminal(symbol.text, 0);
    const auto known = nonterminals_.find(symbol.text);
    // A nonterminal without rules is a part that the grammar leaves open.
    return known != nonterminals_.end() ? known->second : terminal(symbol.text, 0);
  }

  /// The name under which the program knows a terminal with so many arguments.
  std::string terminal(const std::string& text, std::size_t arity) {
    std::string name = as_name(text);
    if (arity > 0 && ir::find_layer(name)) name += '_';
    const auto [first, fresh] = arities_.emplace(name, arity);
    if (!fresh && first->second != arity) name += "_" + std::to_string(arity);
    provide(name, arity);
    return name;
  }

  /// Imports a name, or writes a stub for it.
  void provide(const std::string& name, std::size_t arity) {
    if (!provided_.insert(name).second) return;
    if (arity == 0 && ir::find_layer(name)) return;
    if (arity > 0 && ir::find_merge(name)) return;
    const auto [begin, end] = library_.equal_range(name);
    const auto found = std::find_if(begin, end, [&](const auto& row) { return row.second.arity == arity; });
    if (found != end) {
      modules_.insert(found->second.module);
    } else {
      stubs_ += stub(name, arity);
    }
  }

  static std::string stub(const std::string& name, std::size_t arity) {
    if (arity == 0) return "/// To be written: what `" + name + "` does.\nop " + name + " = id;\n";
    std::string parameters;
    std::string value = "x";
    for (std::size_t i = 1; i <= arity; ++i) {
      const std::string parameter = "a" + std::to_string(i);
      parameters += (i > 1 ? ", " : "") + parameter;
      value = parameter + "(" + value + ")";
    }
    return "/// To be written: the graph of `" + name + "`; this is a chain.\ntopology " + name + "(" +
           parameters + ") = |x| { " + value + " }\n";
  }

  bool recurs() const {
    // Nonterminals from which only finished ones are reached are finished, round by round.
    std::set<std::string> finished;
    for (bool changed = true; changed;) {
      changed = false;
      for (const ForeignRule& rule : rules_) {
        const bool ends = std::ranges::all_of(rule.alternatives, [&](const ForeignSequence& sequence) {
          return std::ranges::all_of(sequence.symbols, [&](const ForeignSymbol& symbol) {
            return symbol.terminal || !nonterminals_.contains(symbol.text) || finished.contains(symbol.text);
          });
        });
        if (ends) changed = finished.insert(rule.name).second || changed;
      }
    }
    return finished.size() < rules_.size();
  }

  std::vector<ForeignRule> rules_;
  const Library& library_;
  std::map<std::string, std::string> nonterminals_;  ///< their names in the program
  std::map<std::string, std::size_t> arities_;
  std::set<std::string> provided_;
  std::set<std::string> modules_{"std.vision"};  ///< for stem and classifier
  std::string stubs_;
};

}  // namespace

std::optional<std::string> import_grammar(const diag::SourceMap& sources, diag::SourceId source,
                                          const Library& library, diag::Sink& sink) {
  auto rules = read_foreign(sources[source].text(), source, sink);
  if (!rules) return std::nullopt;
  diag::SourceMap written;
  const diag::SourceId program = written.add("", Importer(*std::move(rules), library).program());
  return format(written, program, sink);
}

}  // namespace nasg::grammar
