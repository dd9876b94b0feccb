// SPDX-License-Identifier: Apache-2.0
// Words around a place.
#include "compiler/lsp/words.h"

#include <algorithm>

#include "compiler/sema/module_files.h"
#include "grammar/keywords.h"

namespace nasg::lsp {

namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

const std::vector<std::string>& keywords() {
  return grammar::keywords();
}

bool is_name(std::string_view text) {
  return !text.empty() && (text[0] < '0' || text[0] > '9') && std::ranges::all_of(text, is_word) &&
         !grammar::is_reserved(text);
}

bool stands_in_import(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t line = before.rfind('\n') + 1;
  const std::string_view written = before.substr(line);
  return written.starts_with("import ") && written.find(';') == std::string_view::npos;
}

CallAround call_around(std::string_view text, std::size_t offset) {
  CallAround call;
  std::size_t begin_of_argument = std::string_view::npos;
  int inner = 0;  // brackets that are closed again before the offset
  for (std::size_t i = std::min(offset, text.size()); i-- > 0;) {
    const char c = text[i];
    if (c == ';') return {};
    if (c == ')' || c == ']' || c == '}') ++inner;
    if (c == ',' && inner == 0) {
      if (call.argument++ == 0) begin_of_argument = i + 1;
    }
    if (c != '(' && c != '[' && c != '{') continue;
    if (inner-- > 0) continue;
    inner = 0;
    if (c == '{' || c == '[') {  // a set or a list among the arguments
      call.argument = 0;
      begin_of_argument = std::string_view::npos;
      continue;
    }
    if (call.argument == 0) begin_of_argument = i + 1;
    std::size_t begin = i;
    while (begin > 0 && is_word(text[begin - 1])) --begin;
    call.callee = text.substr(begin, i - begin);
    while (begin_of_argument < offset && !is_word(text[begin_of_argument])) ++begin_of_argument;
    std::size_t end = begin_of_argument;
    while (end < offset && is_word(text[end])) ++end;
    const std::size_t sign = std::min(text.find_first_not_of(" \n", end), text.size());
    if (sign < offset && text[sign] == '=')
      call.argument_name = text.substr(begin_of_argument, end - begin_of_argument);
    return call;
  }
  return {};
}

std::vector<std::string> modules_in(const std::vector<std::string>& folders) {
  std::vector<std::string> names;
  for (sema::ModuleFile& file : sema::module_files(folders)) names.push_back(std::move(file.name));
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace nasg::lsp
