// SPDX-License-Identifier: Apache-2.0
// Messages over a pair of file descriptors, framed as the Language Server Protocol says (version 3.17, base
// protocol): headers, an empty line, and a body of `Content-Length` bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace nasg::lsp {

class Transport {
 public:
  Transport(int in, int out) : in_(in), out_(out) {}

  /// The body of the next message; nothing at the end of the input, or where a header is no header: what
  /// follows could not be told apart any more. Bodies of more than 256 MiB are refused likewise.
  std::optional<std::string> read();
  /// Whether another message, or a part of one, has come already.
  bool has_more() const;
  void write(std::string_view body);

 private:
  bool fill();

  int in_;
  int out_;
  std::string buffer_;
};

}  // namespace nasg::lsp
