// SPDX-License-Identifier: Apache-2.0
// Times passes, and writes what was timed.
#include "compiler/driver/pass_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

namespace nasg::driver {

const std::vector<PassInfo>& passes_with_text() {
  static const std::vector<PassInfo> passes = {
      {"parse", "the syntax tree of a file"},
      {"elaborate", "the space, its parameters bound and its definitions written out"},
      {"structure", "finds what derives nothing and what cannot be reached"},
      {"types", "the type of every nonterminal"},
      {"shapes", "tries every shape that can be met"},
      {"generate", "native code as LLVM IR"},
      {"optimise", "the same after LLVM's passes"},
  };
  return passes;
}

Microseconds PassRecord::now() const {
  return Clock::now() - start_ - writing_;
}

void PassRecord::begin(std::string_view pass, std::string_view subject) {
  PassRun run;
  run.pass = pass;
  run.subject = subject;
  run.depth = open_.size();
  run.begin = now();
  open_.push_back(runs_.size());
  runs_.push_back(std::move(run));
}

void PassRecord::made(const std::function<std::string()>& text) {
  if (!keeps_texts_) return;
  const auto before = Clock::now();
  PassRun& run = runs_[open_.back()];
  run.text = text();
  const auto earlier = std::find_if(runs_.rbegin(), runs_.rend(), [&](const PassRun& other) {
    return &other != &run && other.text && other.subject == run.subject;
  });
  run.changed = earlier == runs_.rend() || earlier->text != run.text;
  writing_ += Clock::now() - before;
}

void PassRecord::end() {
  PassRun& run = runs_[open_.back()];
  run.duration = now() - run.begin;
  open_.pop_back();
}

namespace {

/// The runs of one pass within the same others.
struct Row {
  std::size_t runs = 0;
  Microseconds time{};
  std::vector<std::string> order;  ///< of the rows within it
  std::map<std::string, Row> within;
};

Row rows_of(const PassRecord& record) {
  Row root;
  std::vector<Row*> open{&root};
  for (const PassRun& run : record.runs()) {
    open.resize(run.depth + 1);
    Row& outer = *open.back();
    const auto [at, fresh] = outer.within.try_emplace(run.pass);
    if (fresh) outer.order.push_back(run.pass);
    ++at->second.runs;
    at->second.time += run.duration;
    open.push_back(&at->second);
  }
  return root;
}

void write_rows(const Row& row, std::size_t depth, Microseconds whole, std::string& text) {
  for (const std::string& name : row.order) {
    const Row& inner = row.within.at(name);
    text += fmt::format("{:<24}{:>6}{:>12.3f}{:>8.1f} %\n", std::string(2 * depth, ' ') + name, inner.runs,
                        inner.time.count() / 1000, 100 * inner.time / whole);
    write_rows(inner, depth + 1, whole, text);
  }
}

}  // namespace

std::string time_table(const PassRecord& record) {
  const Microseconds whole = record.now();
  std::string text = fmt::format("{:<24}{:>6}{:>12}{:>10}\n", "pass", "runs", "ms", "share");
  write_rows(rows_of(record), 0, whole, text);
  return text + fmt::format("{:<24}{:>6}{:>12.3f}\n", "whole run", "", whole.count() / 1000);
}

std::string time_trace(const PassRecord& record) {
  auto events = nlohmann::ordered_json::array();
  for (const PassRun& run : record.runs())
    events.push_back({{"name", run.pass},
                      {"cat", "pass"},
                      {"ph", "X"},
                      {"ts", run.begin.count()},
                      {"dur", run.duration.count()},
                      {"pid", 1},
                      {"tid", 1},
                      {"args", {{"subject", run.subject}}}});
  return nlohmann::ordered_json{{"displayTimeUnit", "ms"}, {"traceEvents", events}}.dump() + '\n';
}

std::string printed_after(const PassRecord& record, const std::vector<std::string>& passes) {
  const bool all = std::ranges::find(passes, "all") != passes.end();
  std::string text;
  for (const PassRun& run : record.runs()) {
    if (!run.text || !(all || std::ranges::find(passes, run.pass) != passes.end())) continue;
    text +=
        "; after " + run.pass + " of " + run.subject + (run.changed ? "\n" + *run.text : " (unchanged)\n");
  }
  return text;
}

}  // namespace nasg::driver
