// SPDX-License-Identifier: Apache-2.0
// Checking an open document.
#include "compiler/lsp/analysis.h"

#include <algorithm>

#include "grammar/parse.h"

namespace nasg::lsp {

namespace {

/// Counts of many digits are told to four.
std::string derivations(const ir::BigInt& count) {
  const std::string digits = count.get_str();
  if (digits == "1") return "1 derivation";
  if (digits.size() > 15)
    return "about " + digits.substr(0, 1) + "." + digits.substr(1, 3) + "e" +
           std::to_string(digits.size() - 1) + " derivations";
  std::string grouped;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) grouped += ',';
    grouped += digits[i];
  }
  return grouped + " derivations";
}

std::string facts_of(const sema::CheckedSpace& checked, const std::string& nonterminal) {
  const ir::Space& space = checked.space;
  for (std::size_t i = 0; i < space.nonterminals.size(); ++i) {
    const ir::Nonterminal& it = space.nonterminals[i];
    if (it.name != nonterminal) continue;
    const auto state = checked.automaton.find(ir::NonterminalId(i), ir::kEither,
                                              space.depth_limit.value_or(ir::kUnlimitedDepth));
    const bool finite = state && checked.automaton[*state].finite;
    return ir::type_text(it) + "\n" +
           (finite ? derivations(checked.automaton[*state].count) : "infinitely many derivations");
  }
  return {};
}

}  // namespace

Analysis::Analysis(const std::string& path, const std::string& text) : text_(text), positions_(text_) {
  const auto source = grammar::add_source(sources_, path, text);
  if (!source) {
    sink_.add(source.error());
    return;
  }
  root_ = *source;
  program_ = sema::Program::load(sources_, root_, sema::stdlib_folders(), sink_);
  program_->check(sink_, [&](sema::CheckedSpace&& checked) {
    std::string name = checked.space.name;
    spaces_.emplace(std::move(name), std::move(checked));
  });
}

const Symbols& Analysis::symbols() {
  if (symbols_) return *symbols_;
  diag::Sink known_already;
  modules_ = root_ == diag::SourceId{}
                 ? sema::Modules(1)
                 : sema::load_modules(sources_, root_, folders(), known_already, known_already);
  names_ = std::make_unique<sema::Names>(modules_, folders(), known_already);
  return symbols_.emplace(sources_, modules_, *names_);
}

const sema::Names& Analysis::names() {
  symbols();
  return *names_;
}

const grammar::Module& Analysis::syntax() {
  symbols();
  return modules_[0].syntax;
}

std::vector<std::pair<diag::Place, diag::SourceId>> Analysis::imports() {
  std::vector<std::pair<diag::Place, diag::SourceId>> found;
  for (const grammar::Import& import : syntax().imports) {
    const std::string end = import.is_file ? import.path.text : sema::module_path(import.path.text);
    for (const std::size_t module : modules_[0].imports) {
      const diag::SourceId source = modules_[module].syntax.source;
      if (!sources_[source].path().ends_with("/" + end)) continue;
      found.emplace_back(import.path.place, source);
      break;
    }
  }
  return found;
}

const sema::CheckedSpace* Analysis::space(const std::string& name) {
  const auto [at, fresh] = spaces_.try_emplace(name);
  diag::Sink known_already;
  if (fresh && program_) at->second = program_->instantiate(name, {}, known_already);
  return at->second ? &*at->second : nullptr;
}

std::string Analysis::facts(const Symbol& symbol, std::size_t offset) {
  if (symbol.kind == SymbolKind::kNonterminal) {
    const auto around = std::ranges::find_if(syntax().spaces, [&](const grammar::SpaceDeclaration& it) {
      return it.place.begin <= offset && offset <= it.place.end;
    });
    const sema::CheckedSpace* checked =
        space(around == syntax().spaces.end() ? symbol.owner : around->name.text);
    return checked == nullptr ? "" : facts_of(*checked, symbol.name);
  }
  if (symbol.kind != SymbolKind::kSpace) return {};
  const sema::CheckedSpace* checked = space(symbol.name);
  if (checked == nullptr) return {};
  const auto count = checked->automaton.count();
  return count ? derivations(*count) : "infinitely many derivations";
}

}  // namespace nasg::lsp
