// SPDX-License-Identifier: Apache-2.0
// The term form, by precedence climbing: `>>` binds least, then `+` and `++`, `*`, `^`, and calls most.
#include <cctype>
#include <charconv>

#include "runtime/derivation/term_tree.h"

namespace nasg::derivation {

namespace {

using Kind = TermNode::Kind;

struct Operator {
  std::string_view symbol;
  int level;
  Kind kind;
  ir::MergeKind merge;
};

constexpr Operator kOperators[] = {
    {">>", 1, Kind::kChain, ir::MergeKind::kAdd},     {"++", 2, Kind::kMerge, ir::MergeKind::kConcatenate},
    {"+", 2, Kind::kMerge, ir::MergeKind::kAdd},      {"-", 2, Kind::kOther, ir::MergeKind::kAdd},
    {"*", 3, Kind::kMerge, ir::MergeKind::kMultiply}, {"/", 3, Kind::kOther, ir::MergeKind::kAdd}};

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

class TermReader : TermCursor {
 public:
  using TermCursor::TermCursor;

  diag::Result<TermTree> read(std::size_t roots) {
    if (roots == 1) {
      tree_.roots.push_back(expression(0));
      return finish();
    }
    expect("<", "`<`, as the space has " + std::to_string(roots) + " roots");
    for (std::size_t i = 0; i < roots && !error_; ++i) {
      if (i > 0) expect(";", "`;` and the next root");
      tree_.roots.push_back(expression(0));
    }
    expect(">", "`>` after the last root");
    return finish();
  }

 private:
  const Operator* next_operator() {
    skip_blanks();
    if (error_) return nullptr;
    for (const Operator& op : kOperators)
      if (tree_.text.substr(at_, op.symbol.size()) == op.symbol) return &op;
    return nullptr;
  }

  void nest() {
    if (++nesting_ > kMaxNesting) fail("at most " + std::to_string(kMaxNesting) + " nested parts");
  }

  /// An expression whose operators bind tighter than `level`. Equal operators in a row make one node.
  std::uint32_t expression(int level) {
    nest();
    const bool is_let = level == 0 && word_ahead("let");
    skip_blanks();
    const std::uint32_t begin = at_;  // with the parentheses of the first operand
    std::uint32_t left = is_let ? let() : operand();
    for (const Operator* op = next_operator(); op != nullptr && op->level > level && !is_let;) {
      std::vector<std::uint32_t> operands{left};
      const Operator* same = op;
      for (; same == op; same = next_operator()) {
        at_ += static_cast<std::uint32_t>(op->symbol.size());
        operands.push_back(expression(op->level));
      }
      TermNode node;
      node.kind = op->kind;
      node.merge = op->merge;
      node.begin = begin;
      node.end = last_end_;
      left = add(node, operands);
      op = same;
    }
    --nesting_;
    return left;
  }

  std::uint32_t operand() {
    skip_blanks();
    const std::uint32_t begin = at_;
    std::uint32_t value = 0;
    if (take("(")) {
      value = expression(0);
      expect(")", "`)`");
    } else if (peek() == '-') {
      TermNode node;
      node.kind = Kind::kOther;
      node.begin = at_++;
      nest();
      value = operand();
      --nesting_;
      node.end = last_end_;
      value = add(node, {value});
    } else {
      value = name();
    }
    last_end_ = at_;
    while (take("^")) value = repeat(begin, value);
    return value;
  }

  std::uint32_t repeat(std::uint32_t begin, std::uint32_t body) {
    skip_blanks();
    TermNode node;
    node.kind = Kind::kRepeat;
    node.begin = begin;
    const char* const start = tree_.text.data() + at_;
    const auto [end, error] = std::from_chars(start, tree_.text.data() + tree_.text.size(), node.count);
    if (error != std::errc())
      fail("a number of repetitions");
    else
      at_ += static_cast<std::uint32_t>(end - start);
    node.end = last_end_ = at_;
    return add(node, {body});
  }

  std::uint32_t name() {
    TermNode node;
    read_word(node, "a term");
    std::vector<std::uint32_t> arguments;
    if (take("(")) {
      do {
        arguments.push_back(expression(0));
        if (take("=")) arguments.push_back(expression(0));
      } while (take(","));
      expect(")", "`,` or `)`");
    }
    node.end = last_end_ = at_ = error_ ? at_ : trimmed_end();
    return add(node, arguments);
  }

  /// Where the last symbol ended; blanks may have been skipped since.
  std::uint32_t trimmed_end() const {
    std::uint32_t end = at_;
    while (end > 0 && std::isspace(static_cast<unsigned char>(tree_.text[end - 1])) != 0) --end;
    return end;
  }

  /// A name, or a number with its decimal point.
  void read_word(TermNode& node, const std::string& expected) {
    skip_blanks();
    node.begin = node.name_begin = at_;
    const bool number = std::isdigit(static_cast<unsigned char>(peek())) != 0;
    while (is_word(peek()) || (number && peek() == '.')) ++at_;
    if (node.begin == at_) fail(expected);
    node.end = node.name_end = at_;
  }

  bool word_ahead(std::string_view word) {
    skip_blanks();
    return !error_ && tree_.text.substr(at_, word.size()) == word && !is_word(peek(word.size()));
  }

  bool take_word(std::string_view word) { return word_ahead(word) && take(word); }

  std::uint32_t let() {
    skip_blanks();
    const std::uint32_t begin = at_;
    take_word("let");
    TermNode node;
    node.tied = take_word("tied");
    read_word(node, "a name after `let`");
    node.kind = Kind::kLet;
    node.begin = begin;
    expect("=", "`=`");
    const std::uint32_t value = expression(0);
    if (!take_word("in")) fail("`in`");
    const std::uint32_t body = expression(0);
    node.end = last_end_;
    return add(node, {value, body});
  }

  std::uint32_t last_end_ = 0;  ///< of the last operand, parentheses included
};

}  // namespace

diag::Result<TermTree> read_term(std::string_view text, diag::SourceId source, std::size_t roots) {
  return TermReader(text, source).read(roots);
}

}  // namespace nasg::derivation
