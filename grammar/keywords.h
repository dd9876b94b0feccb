// SPDX-License-Identifier: Apache-2.0
// The words of the language, read off the grammar's vocabulary.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nasg::grammar {

/// Every word that means something in some place, in the grammar's order.
const std::vector<std::string>& keywords();
/// Whether a word can name nothing.
bool is_reserved(std::string_view word);

}  // namespace nasg::grammar
