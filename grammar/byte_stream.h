// SPDX-License-Identifier: Apache-2.0
// ANTLR's character stream over the bytes of a text, so that token indexes are byte offsets.
#pragma once

#include <antlr4-runtime.h>

#include <string_view>

namespace nasg::grammar {

/// Each byte is a character to the lexer; bytes above 0x7F occur only in comments, texts and mistakes.
/// The text must outlive the stream. Texts below 2 GiB.
class ByteStream final : public antlr4::CharStream {
 public:
  explicit ByteStream(std::string_view text) : text_(text) {}

  void consume() override { ++position_; }
  std::size_t LA(ssize_t i) override {
    const auto at = static_cast<ssize_t>(position_) + i - (i > 0 ? 1 : 0);
    if (i == 0 || at < 0 || at >= static_cast<ssize_t>(text_.size())) return antlr4::IntStream::EOF;
    return static_cast<unsigned char>(text_[static_cast<std::size_t>(at)]);
  }
  ssize_t mark() override { return -1; }
  void release(ssize_t) override {}
  std::size_t index() override { return position_; }
  void seek(std::size_t index) override { position_ = std::min(index, text_.size()); }
  std::size_t size() override { return text_.size(); }
  std::string getSourceName() const override { return {}; }
  std::string getText(const antlr4::misc::Interval& range) override {
    if (range.a < 0 || range.b < range.a || static_cast<std::size_t>(range.a) >= text_.size()) return {};
    const auto begin = static_cast<std::size_t>(range.a);
    return std::string(text_.substr(begin, static_cast<std::size_t>(range.b) + 1 - begin));
  }
  std::string toString() const override { return std::string(text_); }

 private:
  std::string_view text_;
  std::size_t position_ = 0;
};

}  // namespace nasg::grammar
