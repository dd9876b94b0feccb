// SPDX-License-Identifier: Apache-2.0
// Words around a place.
#include "compiler/lsp/words.h"

#include <algorithm>
#include <filesystem>

#include "compiler/sema/program.h"
#include "grammar/keywords.h"

namespace nasg::lsp {

namespace fs = std::filesystem;

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

std::string callee_around(std::string_view text, std::size_t offset) {
  int open = 0;
  for (std::size_t i = std::min(offset, text.size()); i-- > 0;) {
    if (text[i] == ';' || text[i] == '{' || text[i] == '}') return {};
    if (text[i] == ')') ++open;
    if (text[i] != '(' || open-- > 0) continue;
    std::size_t begin = i;
    while (begin > 0 && is_word(text[begin - 1])) --begin;
    return std::string(text.substr(begin, i - begin));
  }
  return {};
}

std::vector<std::string> library_modules() {
  std::vector<std::string> names;
  for (const std::string& folder : sema::stdlib_folders()) {
    std::error_code failed;
    for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end;
         at.increment(failed)) {
      if (at->path().extension() != ".nasg") continue;
      std::string name = at->path().lexically_relative(folder).replace_extension().string();
      std::ranges::replace(name, '/', '.');
      names.push_back(std::move(name));
    }
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace nasg::lsp
