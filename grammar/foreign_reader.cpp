// SPDX-License-Identifier: Apache-2.0
// Reading .cfg, BNF and EBNF.
#include "grammar/foreign_reader.h"

#include <algorithm>
#include <charconv>

#include "compiler/diag/codes/syntax.h"

namespace nasg::grammar {

namespace {

enum class Notation { kCfg, kBnf, kEbnf };

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// A word, a terminal, a nonterminal in angle brackets, a probability in square ones, or a sign.
struct Piece {
  enum class Kind { kWord, kQuoted, kAngled, kProbability, kSign, kEnd };
  Kind kind = Kind::kEnd;
  std::string text;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

class Pieces {
 public:
  Pieces(std::string_view text, Notation notation) : text_(text), notation_(notation) {}

  std::vector<Piece> all() {
    std::vector<Piece> pieces;
    while (skip()) {
      const std::size_t begin = at_;
      Piece piece = next();
      piece.begin = static_cast<std::uint32_t>(begin);
      piece.end = static_cast<std::uint32_t>(at_);
      pieces.push_back(std::move(piece));
    }
    const auto end = static_cast<std::uint32_t>(text_.size());
    pieces.push_back({Piece::Kind::kEnd, "the end of the file", end, end});
    return pieces;
  }

 private:
  /// Goes past blanks and comments; false at the end.
  bool skip() {
    while (at_ < text_.size()) {
      if (is_blank(text_[at_])) {
        ++at_;
      } else if (text_[at_] == '#' && notation_ != Notation::kEbnf) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (text_.substr(at_, 2) == "(*" && notation_ == Notation::kEbnf) {
        const std::size_t end = text_.find("*)", at_ + 2);
        at_ = end == std::string_view::npos ? text_.size() : end + 2;
      } else {
        return true;
      }
    }
    return false;
  }

  Piece next() {
    const char c = text_[at_];
    const char closing = c == '<' ? '>' : c;
    const bool quoted = c == '"' || c == '\'' || (c == '<' && notation_ == Notation::kBnf);
    const std::size_t end = quoted ? text_.find(closing, at_ + 1) : std::string_view::npos;
    if (quoted && end != std::string_view::npos &&
        text_.substr(at_, end - at_).find('\n') == std::string_view::npos) {
      Piece piece{c == '<' ? Piece::Kind::kAngled : Piece::Kind::kQuoted,
                  std::string(text_.substr(at_ + 1, end - at_ - 1))};
      at_ = end + 1;
      return piece;
    }
    const std::size_t bracket = text_.find_first_of("]\n", at_);
    if (c == '[' && notation_ == Notation::kCfg && bracket < text_.size() && text_[bracket] == ']') {
      Piece piece{Piece::Kind::kProbability, std::string(text_.substr(at_ + 1, bracket - at_ - 1))};
      at_ = bracket + 1;
      return piece;
    }
    for (const std::string_view sign : {"::=", "->"})
      if (text_.substr(at_, sign.size()) == sign) {
        at_ += sign.size();
        return {Piece::Kind::kSign, std::string(sign)};
      }
    const std::size_t begin = at_;
    if (!is_word(c)) {
      ++at_;
      return {Piece::Kind::kSign, std::string(1, c)};
    }
    while (at_ < text_.size() && is_word(text_[at_]) && text_.substr(at_, 2) != "->") ++at_;
    return {Piece::Kind::kWord, std::string(text_.substr(begin, at_ - begin))};
  }

  std::string_view text_;
  Notation notation_;
  std::size_t at_ = 0;
};

Notation notation_of(std::string_view text) {
  if (text.find("::=") != std::string_view::npos) return Notation::kBnf;
  return text.find("->") != std::string_view::npos ? Notation::kCfg : Notation::kEbnf;
}

class Reader {
 public:
  Reader(std::string_view text, diag::SourceId source, diag::Sink& sink)
      : notation_(notation_of(text)), pieces_(Pieces(text, notation_).all()), source_(source), sink_(sink) {}

  std::optional<std::vector<ForeignRule>> read() {
    while (!failed_ && now().kind != Piece::Kind::kEnd) rule();
    if (!failed_ && rules_.empty()) fail("a rule");
    if (failed_) return std::nullopt;
    return std::move(rules_);
  }

 private:
  const Piece& now() const { return pieces_[at_]; }
  const Piece& after() const { return pieces_[std::min(at_ + 1, pieces_.size() - 1)]; }
  bool is_sign(const Piece& piece, std::string_view sign) const {
    return piece.kind == Piece::Kind::kSign && piece.text == sign;
  }
  std::string_view arrow() const {
    return notation_ == Notation::kBnf ? "::=" : notation_ == Notation::kCfg ? "->" : "=";
  }
  Piece::Kind nonterminal() const {
    return notation_ == Notation::kBnf ? Piece::Kind::kAngled : Piece::Kind::kWord;
  }

  void fail(const std::string& expected) {
    if (!failed_)
      sink_.add(diag::make(diag::code::E0101, {source_, now().begin, now().end}, expected,
                           now().kind == Piece::Kind::kEnd ? now().text : "`" + now().text + "`"));
    failed_ = true;
  }

  /// The index of the rule of a name.
  std::size_t rule_named(const std::string& name) {
    const auto known = std::ranges::find(rules_, name, &ForeignRule::name);
    if (known != rules_.end()) return static_cast<std::size_t>(known - rules_.begin());
    rules_.push_back({name, {}});
    return rules_.size() - 1;
  }

  void rule() {
    if (now().kind != nonterminal()) return fail("a nonterminal");
    const std::string name = now().text;
    const std::size_t index = rule_named(name);
    ++at_;
    if (!is_sign(now(), arrow())) return fail("`" + std::string(arrow()) + "`");
    ++at_;
    const auto added = alternatives(name, 0);
    auto& all = rules_[index].alternatives;
    all.insert(all.end(), added.begin(), added.end());
    if (notation_ != Notation::kEbnf || failed_) return;
    if (!is_sign(now(), ";")) return fail("`;` after the rule");
    ++at_;
  }

  /// The next rule begins, or the group around ends.
  bool ends() const {
    if (now().kind == Piece::Kind::kEnd) return true;
    if (notation_ == Notation::kEbnf)
      return is_sign(now(), ";") || is_sign(now(), ")") || is_sign(now(), "]") || is_sign(now(), "}");
    return now().kind == nonterminal() && is_sign(after(), arrow());
  }

  std::vector<ForeignSequence> alternatives(const std::string& around, int depth) {
    std::vector<ForeignSequence> all(1);
    while (!failed_ && !ends()) {
      if (is_sign(now(), "|")) {
        all.emplace_back();
        ++at_;
      } else if (is_sign(now(), ",") && notation_ == Notation::kEbnf) {
        ++at_;
      } else if (now().kind == Piece::Kind::kProbability) {
        all.back().weight = probability();
      } else {
        all.back().symbols.push_back(symbol(around, depth));
      }
    }
    return all;
  }

  double probability() {
    const std::string& text = now().text;
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !(value >= 0 && value <= 1))
      fail("a probability from 0 to 1");
    ++at_;
    return value;
  }

  ForeignSymbol symbol(const std::string& around, int depth) {
    const Piece& piece = now();
    if (notation_ == Notation::kEbnf && piece.kind == Piece::Kind::kSign) return group(around, depth);
    const bool terminal = piece.kind == Piece::Kind::kQuoted || piece.kind != nonterminal();
    if (notation_ == Notation::kCfg && piece.kind == Piece::Kind::kSign) fail("a nonterminal or a text");
    ++at_;
    return {piece.text, terminal};
  }

  /// `(a | b)`, `[a]` and `{a}` as rules of their own: one of them, one or `id`, any number.
  ForeignSymbol group(const std::string& around, int depth) {
    static constexpr int kMaxNesting = 200;
    const std::string open = now().text;
    const std::string close = open == "(" ? ")" : open == "[" ? "]" : "}";
    if ((open != "(" && open != "[" && open != "{") || depth == kMaxNesting) {
      fail("a nonterminal, a text or a group");
      return {};
    }
    ++at_;
    const std::string name = around + "_" + std::to_string(++groups_);
    auto inside = alternatives(around, depth + 1);
    if (!is_sign(now(), close)) {
      fail("`" + close + "`");
      return {};
    }
    ++at_;
    if (open == "{")
      for (ForeignSequence& one : inside) one.symbols.push_back({name, false});
    if (open != "(") inside.insert(inside.begin(), ForeignSequence{{{"id", true}}});
    rules_[rule_named(name)].alternatives = std::move(inside);
    return {name, false};
  }

  Notation notation_;
  std::vector<Piece> pieces_;
  std::size_t at_ = 0;
  diag::SourceId source_;
  diag::Sink& sink_;
  std::vector<ForeignRule> rules_;
  std::size_t groups_ = 0;
  bool failed_ = false;
};

}  // namespace

std::optional<std::vector<ForeignRule>> read_foreign(std::string_view text, diag::SourceId source,
                                                     diag::Sink& sink) {
  return Reader(text, source, sink).read();
}

}  // namespace nasg::grammar
