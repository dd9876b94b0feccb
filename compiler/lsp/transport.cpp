// SPDX-License-Identifier: Apache-2.0
// Framing of messages.
#include "compiler/lsp/transport.h"

#include <poll.h>
#include <strings.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>

namespace nasg::lsp {

namespace {

constexpr std::size_t kMaxHeader = 4096;
constexpr std::size_t kMaxBody = std::size_t{1} << 28;
constexpr std::string_view kEndOfHeaders = "\r\n\r\n";

/// The value of `Content-Length`; names of headers are the same in capitals and small letters.
std::optional<std::size_t> content_length(std::string_view headers) {
  constexpr std::string_view kName = "Content-Length:";
  while (!headers.empty()) {
    const std::size_t end = std::min(headers.find("\r\n"), headers.size());
    std::string_view line = headers.substr(0, end);
    headers.remove_prefix(std::min(end + 2, headers.size()));
    if (line.size() <= kName.size() || ::strncasecmp(line.data(), kName.data(), kName.size()) != 0) continue;
    line.remove_prefix(kName.size());
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    std::size_t length = 0;
    const auto [stop, error] = std::from_chars(line.data(), line.data() + line.size(), length);
    if (error == std::errc() && stop == line.data() + line.size() && length <= kMaxBody) return length;
  }
  return std::nullopt;
}

}  // namespace

bool Transport::fill() {
  std::array<char, 1 << 16> chunk{};
  ssize_t count = 0;
  do count = ::read(in_, chunk.data(), chunk.size());
  while (count < 0 && errno == EINTR);
  if (count > 0) buffer_.append(chunk.data(), static_cast<std::size_t>(count));
  return count > 0;
}

std::optional<std::string> Transport::read() {
  std::size_t end = 0;
  while ((end = buffer_.find(kEndOfHeaders)) == std::string::npos)
    if (buffer_.size() > kMaxHeader || !fill()) return std::nullopt;
  const auto length = content_length(std::string_view(buffer_).substr(0, end));
  if (!length) return std::nullopt;
  const std::size_t begin = end + kEndOfHeaders.size();
  while (buffer_.size() < begin + *length)
    if (!fill()) return std::nullopt;
  std::string body = buffer_.substr(begin, *length);
  buffer_.erase(0, begin + *length);
  return body;
}

bool Transport::has_more() const {
  if (!buffer_.empty()) return true;
  pollfd watched{in_, POLLIN, 0};
  return ::poll(&watched, 1, 0) > 0 && (watched.revents & POLLIN) != 0;
}

void Transport::write(std::string_view body) {
  const std::string framed =
      "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
  std::string_view rest = framed;
  while (!rest.empty()) {
    const ssize_t count = ::write(out_, rest.data(), rest.size());
    if (count < 0 && errno != EINTR) return;  // the client has gone: reading will end the session
    if (count > 0) rest.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace nasg::lsp
