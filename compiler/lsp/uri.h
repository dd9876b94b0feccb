// SPDX-License-Identifier: Apache-2.0
// Paths and file URIs (RFC 8089).
#pragma once

#include <string>
#include <string_view>

namespace nasg::lsp {

/// `file:///a%20b.nasg` is `/a b.nasg`; what is no file URI, as of a document without a file, stays as it is.
std::string path_of(std::string_view uri);
/// Of an absolute path. Relative ones are taken from the working folder.
std::string uri_of(const std::string& path);

}  // namespace nasg::lsp
