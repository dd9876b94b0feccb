// SPDX-License-Identifier: Apache-2.0
// Pages for a browser: one file each, in one style, without scripts.
#pragma once

#include <string>
#include <string_view>

namespace nasg::page {

/// `<`, `>`, `&` and `"` as HTML and XML take them.
std::string escaped(std::string_view text);
/// The text in the type of programs.
std::string code(std::string_view text);
/// A page with this title over this content, which is HTML.
std::string whole(std::string_view title, std::string_view content);

}  // namespace nasg::page
