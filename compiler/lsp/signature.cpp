// SPDX-License-Identifier: Apache-2.0
// The parameters of a call while its arguments are written.
#include <algorithm>

#include "compiler/lsp/answers.h"
#include "compiler/lsp/words.h"

namespace nasg::lsp {

Json signature(Document& document, std::size_t offset) {
  const CallAround call = call_around(document.text, offset);
  const auto has_name = [&](const Symbol& it) { return it.name == call.callee && !it.parameters.empty(); };
  const std::vector<Symbol>& known = document.analysis->symbols().all();
  auto found = std::ranges::find_if(known, has_name);
  if (found == known.end()) {
    found = std::ranges::find_if(built_in(), has_name);
    if (found == built_in().end()) return nullptr;
  }
  const auto& names = found->parameters;
  const std::size_t active =
      call.argument_name.empty()
          ? call.argument
          : static_cast<std::size_t>(std::ranges::find(names, call.argument_name) - names.begin());
  Json parameters = Json::array();
  for (const std::string& name : names) parameters.push_back({{"label", name}});
  const Json one{{"label", found->signature},
                 {"documentation", {{"kind", "markdown"}, {"value", found->doc}}},
                 {"parameters", std::move(parameters)}};
  return {{"signatures", Json::array({one})}, {"activeSignature", 0}, {"activeParameter", active}};
}

}  // namespace nasg::lsp
