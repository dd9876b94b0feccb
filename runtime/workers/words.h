// SPDX-License-Identifier: Apache-2.0
// Command lines as lists of words, with placeholders.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nasg::workers {

/// Splits at white space, as a POSIX shell does without its expansions: '…' keeps all, "…" and \ quote.
/// Nothing if a quote is not closed.
std::optional<std::vector<std::string>> split_words(std::string_view text);

/// The names that stand in braces, `{name}`, in their order. Not `{{name}}`, which stands for `{name}`
/// itself, nor `${name}`, which is a shell's.
std::vector<std::string> placeholders(std::string_view text);

/// Puts values in for `{name}`, in one pass: what was put in is not read again. `{{name}}` becomes `{name}`,
/// whatever the name; other braces stay, and so does `${name}`.
std::string substitute(std::string_view word, const std::vector<std::pair<std::string, std::string>>& values);

}  // namespace nasg::workers
