// SPDX-License-Identifier: Apache-2.0
// Short ways to parse a text in a test.
#pragma once

#include <string>
#include <vector>

#include "grammar/parse.h"

namespace nasg::grammar::testing {

/// A module with the diagnostics of its text.
struct Parsed {
  diag::SourceMap sources;
  diag::Sink sink;
  Module module;

  explicit Parsed(std::string text) {
    const diag::SourceId id = sources.add("t.nasg", std::move(text));
    module = parse(sources, id, sink);
  }

  /// `line:column: code message` of each diagnostic.
  std::vector<std::string> errors() const {
    std::vector<std::string> all;
    for (const diag::Diagnostic& diagnostic : sink.all()) {
      const diag::LineColumn at = sources[diagnostic.primary.source].locate(diagnostic.primary.begin);
      all.push_back(std::to_string(at.line) + ":" + std::to_string(at.column) + ": " +
                    diag::info(diagnostic.code).id + " " + diagnostic.message());
    }
    return all;
  }
};

/// An expression of its own.
struct ParsedExpression {
  diag::SourceMap sources;
  diag::Result<ExpressionPtr> result;

  explicit ParsedExpression(std::string text)
      : result(parse_expression(sources, sources.add("e", std::move(text)))) {}

  const Expression& operator*() const { return **result; }
};

/// The expression with every operation in square brackets, so that a test sees how it groups; parentheses
/// that were written stay.
std::string grouped(const Expression& expression);
inline std::string grouped(const std::string& text) {
  const ParsedExpression parsed(text);
  return parsed.result ? grouped(*parsed) : "error: " + parsed.result.error().message();
}

}  // namespace nasg::grammar::testing
