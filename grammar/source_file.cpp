// SPDX-License-Identifier: Apache-2.0
// Files into sources, once they are known to be text.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "compiler/diag/codes/files.h"
#include "grammar/parse.h"

namespace nasg::grammar {

namespace {

/// Offsets are 32 bits wide, and ANTLR's tokens take a hundred bytes each.
constexpr std::size_t kMaxBytes = std::size_t{1} << 28;

/// The length of the well-formed UTF-8 sequence at `text[at]`, 0 if there is none (Unicode 15, table 3-7).
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned lead = byte(at);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(at + 1) ? 2 : 0;
  const unsigned second = byte(at + 1);
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool fits = second >= (lead == 0xE0 ? 0xA0U : 0x80U) && second <= (lead == 0xED ? 0x9FU : 0xBFU);
    return fits && follows(at + 2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool fits = second >= (lead == 0xF0 ? 0x90U : 0x80U) && second <= (lead == 0xF4 ? 0x8FU : 0xBFU);
    return fits && follows(at + 2) && follows(at + 3) ? 4 : 0;
  }
  return 0;
}

/// What is no text about it; empty if all is well.
std::string not_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '\0') return "a zero byte at offset " + std::to_string(i);
    const std::size_t length = utf8_length(text, i);
    if (length == 0) {
      char hex[8];
      std::snprintf(hex, sizeof hex, "0x%02x", static_cast<unsigned>(static_cast<unsigned char>(text[i])));
      return std::string("byte ") + hex + " at offset " + std::to_string(i) + ", which is not UTF-8";
    }
    i += length;
  }
  return {};
}

struct Closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

diag::Result<std::string> read_all(std::FILE* file, const std::string& path) {
  std::string text;
  char buffer[1 << 16];
  for (std::size_t count = 0; (count = std::fread(buffer, 1, sizeof buffer, file)) > 0;) {
    text.append(buffer, count);
    if (text.size() > kMaxBytes) return diag::make(diag::code::E0901, {}, path, "it is larger than 256 MB");
  }
  if (std::ferror(file) != 0) return diag::make(diag::code::E0901, {}, path, std::strerror(errno));
  return text;
}

}  // namespace

diag::Result<diag::SourceId> add_source(diag::SourceMap& sources, std::string path, std::string text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  if (const std::string why = not_text(text); !why.empty())
    return diag::make(diag::code::E0902, {}, path, why);
  return sources.add(std::move(path), std::move(text));
}

diag::Result<diag::SourceId> read_source(diag::SourceMap& sources, const std::string& path) {
  const bool standard_input = path == "-";
  std::error_code ignored;
  if (!standard_input && std::filesystem::is_directory(path, ignored))
    return diag::make(diag::code::E0901, {}, path, "it is a folder");
  std::unique_ptr<std::FILE, Closer> file;
  if (!standard_input) {
    file.reset(std::fopen(path.c_str(), "rb"));
    if (!file) return diag::make(diag::code::E0901, {}, path, std::strerror(errno));
  }
  const std::string shown = standard_input ? "<stdin>" : path;
  auto text = read_all(standard_input ? stdin : file.get(), shown);
  if (!text) return text.error();
  return add_source(sources, shown, std::move(*text));
}

}  // namespace nasg::grammar
