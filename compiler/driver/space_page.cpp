// SPDX-License-Identifier: Apache-2.0
// Writes the parts of a space's page.
#include "compiler/driver/space_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "compiler/diag/render.h"
#include "compiler/driver/graphviz.h"
#include "compiler/driver/unified_diff.h"
#include "compiler/page/page.h"
#include "runtime/derivation/plan.h"
#include "runtime/derivation/variation.h"

namespace nasg::driver {

namespace {

using page::code;
using page::escaped;

constexpr std::uint64_t kDraws = 1000;
/// Longer texts are not set side by side: to compare them takes longer than to read them.
constexpr std::ptrdiff_t kMaxLines = 2000;

/// Long counts are told to four digits, unless they are asked for whole.
std::string count_text(const ir::BigInt& count, bool whole) {
  const std::string digits = count.get_str();
  if (digits.size() <= 40) return code(digits);
  const std::string about = fmt::format("about {}.{}e{}", digits[0], digits.substr(1, 3), digits.size() - 1);
  return whole ? code(digits) + ", " + about : about;
}

/// A comment of the source: what stands between back-ticks is code.
std::string paragraph(const std::string& doc) {
  if (doc.empty()) return {};
  std::string html;
  bool is_code = false;
  for (const char c : escaped(doc)) {
    if (c == '`') is_code = !is_code;
    html += c != '`' ? std::string(1, c) : is_code ? "<code>" : "</code>";
  }
  return "<p>" + html + (is_code ? "</code>" : "") + "</p>\n";
}

std::string percent(double share) {
  return fmt::format("{:.3g} %", 100 * share);
}

std::string row(const std::string& name, const std::string& value) {
  return "<tr><th>" + name + "</th><td>" + value + "</td></tr>\n";
}

std::string derivations(const sema::CheckedSpace& checked) {
  const ir::Automaton& automaton = checked.automaton;
  if (const auto count = automaton.count()) return count_text(*count, true);
  const auto drawn = automaton.count_drawn();
  const auto limit = automaton.open_limit();
  if (!drawn || !limit) return "without number";
  return count_text(*drawn, true) + ", less those that break " + code(checked.space.limits[*limit].text);
}

std::string facts_part(const sema::CheckedSpace& checked) {
  const ir::Space& space = checked.space;
  std::string text = paragraph(space.doc);
  text += "<table>\n" + row("shapes", code(ir::text(space.input) + " -> " + ir::text(space.output)));
  text += row("derivations", derivations(checked));
  if (space.depth_limit) text += row("limit", code(fmt::format("depth <= {}", *space.depth_limit)));
  for (const ir::Limit& limit : space.limits) text += row("limit", code(limit.text));
  for (const ir::Notation& notation : space.notations) text += row("notation", code(notation.name));
  return text + "</table>\n";
}

std::string findings_part(const diag::SourceMap& sources, const diag::Sink& found) {
  if (found.all().empty()) return {};
  std::string text = "<h2>Warnings</h2>\n";
  for (const diag::Diagnostic& diagnostic : found.all())
    text += "<pre>" + escaped(diag::render_text(sources, diagnostic, false)) + "</pre>\n";
  return text;
}

/// A rule as it is written, or as the IR has it where it stands in no text.
std::string written(const ir::Rule& rule, const diag::SourceMap& sources) {
  if (!rule.place.known()) return rule.head;
  const std::string_view text = sources[rule.place.source].text();
  return std::string(text.substr(rule.place.begin, rule.place.end - rule.place.begin));
}

/// A track of a railroad diagram: what is derived as links to its rules, what is written between.
std::string track(const ir::Space& space, const ir::Rule& rule, const diag::SourceMap& sources) {
  std::set<std::string> names;
  for (const ir::NonterminalId hole : rule.holes) names.insert(space[hole].name);
  const auto in_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
  // `>>` is the rail itself.
  const auto station = [](const std::string& text) {
    const std::size_t begin = text.find_first_not_of(" \n");
    if (begin == std::string::npos) return std::string();
    const std::string kept = text.substr(begin, text.find_last_not_of(" \n") + 1 - begin);
    return kept == ">>" ? std::string() : "<span>" + escaped(kept) + "</span>";
  };
  const std::string text = written(rule, sources);
  std::string html;
  std::string between;
  for (auto at = text.begin(); at != text.end();) {
    const auto end = in_word(*at) ? std::find_if_not(at, text.end(), in_word) : at + 1;
    const std::string word(at, end);
    at = end;
    if (!names.contains(word)) {
      between += word;
      continue;
    }
    html += station(std::exchange(between, "")) + "<a href=\"#" + word + "\">" + word + "</a>";
  }
  return "<div class=\"track\"><i></i>" + html + station(between) + "<b></b></div>";
}

std::string nonterminal_part(const sema::CheckedSpace& checked, std::size_t index,
                             const diag::SourceMap& sources) {
  const ir::Space& space = checked.space;
  const ir::Nonterminal& nonterminal = space.nonterminals[index];
  const auto at = checked.automaton.find(ir::NonterminalId(index), ir::kEither,
                                         space.depth_limit.value_or(ir::kUnlimitedDepth));
  std::string text = fmt::format("<h3 id=\"{0}\">{0}</h3>\n", escaped(nonterminal.name));
  text += paragraph(nonterminal.doc) + "<p>" + code(ir::type_text(nonterminal));
  if (!at) return text + ", in no derivation</p>\n";
  const ir::State& state = checked.automaton[*at];
  text += state.finite ? ", derivations: " + count_text(state.count, false) : ", derivations without number";
  text +=
      "</p>\n<table class=\"railroad\"><tr><th>alternative</th><th>drawn by weight</th><th>drawn "
      "uniformly</th></tr>\n";
  // A choice in braces makes a rule for each value: they are one alternative of the text.
  const std::size_t end = nonterminal.first_rule + nonterminal.rule_count;
  for (std::size_t first = nonterminal.first_rule, i = first; i < end; first = i) {
    double mass = 0;
    ir::BigInt count = 0;
    const diag::Place place = space.rules[first].place;
    for (; i < end && (i == first || (place.known() && space.rules[i].place == place)); ++i) {
      for (const ir::Choice& choice : state.choices) {
        if (choice.rule.index() != i) continue;
        mass += choice.mass;
        if (state.finite) count += choice.count;
      }
    }
    text += "<tr><td>" + track(space, space.rules[first], sources) + "</td><td class=\"number\">" +
            percent(state.mass > 0 ? mass / state.mass : 0) + "</td><td class=\"number\">" +
            (state.finite ? percent(mpq_class(count, state.count).get_d()) : "") + "</td></tr>\n";
  }
  return text + "</table>\n";
}

std::string graph_part(const ir::Space& space) {
  const auto picture = draw_svg(nonterminal_graph(space));
  if (!picture) return {};
  const std::size_t start = picture->find("<svg");
  return "<h2>What derives what</h2>\n<div class=\"wide\"><svg class=\"picture\"" +
         picture->substr(start + 4) + "</div>\n";
}

/// What a row of the draws' table measures.
struct Measure {
  const char* name;
  std::vector<double> values;
};

std::vector<Measure> measured(const sema::CheckedSpace& checked, bool uniform) {
  const auto& [space, automaton] = checked;
  const auto interpreter = derivation::make_interpreter(space, automaton);
  const derivation::Rng seed(0);
  std::vector<Measure> measures{{"rules", {}}, {"depth", {}}, {"parameters", {}}, {"FLOPs", {}}};
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    derivation::Rng rng = seed.fork(i);
    const auto drawn = uniform ? derivation::sample_uniform(space, automaton, rng) : interpreter->sample(rng);
    if (!drawn) continue;
    const auto plan = derivation::build_plan(space, *drawn);
    const ir::Cost cost = plan ? derivation::cost(*plan) : ir::Cost{};
    measures[0].values.push_back(static_cast<double>(drawn->rules.size()));
    measures[1].values.push_back(derivation::depth(space, drawn->rules));
    measures[2].values.push_back(static_cast<double>(cost.parameters));
    measures[3].values.push_back(static_cast<double>(cost.flops));
  }
  for (Measure& measure : measures) std::ranges::sort(measure.values);
  return measures;
}

std::string draws_part(const sema::CheckedSpace& checked) {
  std::string text =
      "<h2>What is drawn</h2>\n<table><tr><th></th><th></th><th>least</th><th>a tenth "
      "below</th><th>median</th>"
      "<th>a tenth above</th><th>most</th></tr>\n";
  for (const bool uniform : {false, true}) {
    if (uniform && !checked.automaton.count_drawn()) continue;
    for (const auto& [name, values] : measured(checked, uniform)) {
      if (values.empty()) continue;
      text += fmt::format("<tr><td>{}</td><td>{}</td>", uniform ? "uniformly" : "by weight", name);
      for (const double share : {0.0, 0.1, 0.5, 0.9, 1.0}) {
        const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1));
        text += fmt::format("<td class=\"number\">{:.0f}</td>", values[at]);
      }
      text += "</tr>\n";
    }
  }
  return text + fmt::format("</table>\n<p>Of {} draws each.</p>\n", kDraws);
}

std::string difference(const std::string& before, const std::string& after) {
  std::string html;
  const std::string text = unified_diff("", before, after);
  std::size_t at = text.find("@@");
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = escaped(std::string_view(text).substr(at, end - at));
    const char sign = text[at];
    html += sign == '+' ? "<ins>" + line + "</ins>" : sign == '-' ? "<del>" + line + "</del>" : line + "\n";
    at = end + 1;
  }
  return html;
}

std::string pass_part(const PassRun& run, const std::string* before) {
  const std::string name =
      code(run.pass) + " of " + code(run.subject) + fmt::format(", {:.3f} ms", run.duration.count() / 1000);
  if (!run.text) return "<p>" + name + "</p>\n";
  if (!run.changed) return "<p>" + name + " (unchanged)</p>\n";
  const auto lines = [](const std::string& text) { return std::ranges::count(text, '\n'); };
  std::string content;
  if (before == nullptr)
    content = escaped(*run.text);
  else if (std::max(lines(*before), lines(*run.text)) > kMaxLines)
    content = fmt::format("{} lines became {}", lines(*before), lines(*run.text));
  else
    content = difference(*before, *run.text);
  return "<details><summary>" + name + "</summary><pre>" + content + "</pre></details>\n";
}

std::string passes_part(const PassRecord& record) {
  std::string text = "<h2>Passes</h2>\n<pre>" + escaped(time_table(record)) + "</pre>\n";
  std::map<std::string, const std::string*> last;
  for (const PassRun& run : record.runs()) {
    if (run.depth > 0) continue;
    const auto [known, fresh] = last.try_emplace(run.subject, nullptr);
    text += pass_part(run, known->second);
    if (run.text) known->second = &*run.text;
  }
  return text;
}

}  // namespace

std::string space_page(const sema::CheckedSpace& checked, const diag::SourceMap& sources,
                       const diag::Sink& found, const PassRecord& record) {
  std::string text =
      facts_part(checked) + findings_part(sources, found) + graph_part(checked.space) + "<h2>Rules</h2>\n";
  for (std::size_t i = 0; i < checked.space.nonterminals.size(); ++i)
    text += nonterminal_part(checked, i, sources);
  return page::whole(checked.space.title(), text + draws_part(checked) + passes_part(record));
}

}  // namespace nasg::driver
