// SPDX-License-Identifier: Apache-2.0
// Words of the language around a place in a text that may not parse.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nasg::lsp {

/// All words that mean something in the language.
const std::vector<std::string>& keywords();
/// Whether a text can name something: it is not a reserved word.
bool is_name(std::string_view text);
/// Whether an offset stands behind `import` on its line.
bool stands_in_import(std::string_view text, std::size_t offset);
/// The call whose parentheses are the innermost that are open at an offset.
struct CallAround {
  std::string callee;         ///< empty if there is none
  std::size_t argument = 0;   ///< how many commas stand before the offset
  std::string argument_name;  ///< of `name = …`; empty for an argument by place
};
CallAround call_around(std::string_view text, std::size_t offset);
/// The modules in these folders, as they are imported.
std::vector<std::string> modules_in(const std::vector<std::string>& folders);

}  // namespace nasg::lsp
