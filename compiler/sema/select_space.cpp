// SPDX-License-Identifier: Apache-2.0
// Which space a command means.
#include "compiler/diag/codes/names.h"
#include "compiler/sema/context.h"
#include "compiler/sema/program.h"
#include "compiler/sema/searches.h"
#include "grammar/parse.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;

namespace {

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "`" : ", `") + name + "`";
  return out;
}

}  // namespace

std::optional<CheckedSpace> select_space(const Program& program, diag::SourceMap& sources,
                                         const std::string& text, diag::Sink& sink) {
  const std::vector<std::string> names = program.space_names();
  if (text.empty()) {
    if (names.size() == 1) return program.instantiate(names[0], {}, sink);
    sink.add(make(code::E0209, {},
                  names.empty() ? "the file defines none"
                                : "the file defines " + listed(names) + "; name one of them"));
    return std::nullopt;
  }
  const diag::SourceId source = sources.add("<space>", text);
  const auto expression = grammar::parse_expression(sources, source);
  if (!expression) {
    sink.add(expression.error());
    return std::nullopt;
  }
  const grammar::Expression& written = **expression;
  if (const auto* name = std::get_if<grammar::NameExpression>(&written.node))
    return program.instantiate(name->name, {}, sink);
  const auto* call = std::get_if<grammar::CallExpression>(&written.node);
  const auto* name = call ? std::get_if<grammar::NameExpression>(&call->callee->node) : nullptr;
  if (!name) {
    sink.add(make(code::E0209, written.place, "a space is named as `NAME` or `NAME(n = 5)`"));
    return std::nullopt;
  }
  const std::size_t errors = sink.errors();
  const auto arguments = elaborate_settings(call->arguments, sink);
  if (sink.errors() != errors) return std::nullopt;
  return program.instantiate(name->name, arguments, sink);
}

}  // namespace nasg::sema
