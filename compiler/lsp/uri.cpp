// SPDX-License-Identifier: Apache-2.0
// Paths and file URIs.
#include "compiler/lsp/uri.h"

#include <charconv>
#include <filesystem>

namespace nasg::lsp {

namespace {

constexpr std::string_view kScheme = "file://";

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("/-._~").find(c) != std::string_view::npos;
}

}  // namespace

std::string path_of(std::string_view uri) {
  if (!uri.starts_with(kScheme)) return std::string(uri);
  uri.remove_prefix(kScheme.size());
  if (!uri.starts_with('/')) uri.remove_prefix(std::min(uri.find('/'), uri.size()));  // a host's name
  std::string path;
  for (std::size_t i = 0; i < uri.size(); ++i) {
    unsigned char byte = 0;
    if (uri[i] == '%' && i + 2 < uri.size()) {
      const auto [end, error] = std::from_chars(&uri[i] + 1, &uri[i] + 3, byte, 16);
      if (error == std::errc() && end == &uri[i] + 3) {
        path += static_cast<char>(byte);
        i += 2;
        continue;
      }
    }
    path += uri[i];
  }
  return path;
}

std::string uri_of(const std::string& path) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::error_code failed;
  const std::filesystem::path absolute = std::filesystem::absolute(path, failed).lexically_normal();
  std::string uri(kScheme);
  for (const char c : failed ? path : absolute.string()) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain(c)) {
      uri += c;
    } else {
      uri.append({'%', kDigits[byte >> 4U], kDigits[byte & 15U]});
    }
  }
  return uri;
}

}  // namespace nasg::lsp
