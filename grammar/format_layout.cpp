// SPDX-License-Identifier: Apache-2.0
// Filling lines.
#include "grammar/format_layout.h"

#include <algorithm>
#include <limits>

namespace nasg::grammar {

namespace {

constexpr int kTooWide = std::numeric_limits<int>::max() / 2;
constexpr int kCommentGap = 2;

/// Characters, not bytes.
int columns(std::string_view text) {
  return static_cast<int>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

/// A line of the result; comments are aligned once all lines are known.
struct Line {
  std::string code;
  std::string comment;
};

/// How far the code of neighbouring lines with comments reaches; 0 if aligning them would make one too long.
int comment_column(const std::vector<Line>& lines, std::size_t begin, std::size_t end, int width) {
  int code = 0;
  int comment = 0;
  for (std::size_t i = begin; i < end; ++i) {
    code = std::max(code, columns(lines[i].code));
    comment = std::max(comment, columns(lines[i].comment));
  }
  return code + kCommentGap + comment <= width ? code : 0;
}

std::string join(const std::vector<Line>& lines, int width) {
  std::string text;
  for (std::size_t i = 0; i < lines.size();) {
    std::size_t end = i + 1;
    if (!lines[i].comment.empty())
      while (end < lines.size() && !lines[end].comment.empty()) ++end;
    const int column = comment_column(lines, i, end, width);
    for (; i < end; ++i) {
      text += lines[i].code;
      if (!lines[i].comment.empty()) {
        const int blanks = std::max(column - columns(lines[i].code), 0) + kCommentGap;
        text.append(static_cast<std::size_t>(blanks), ' ').append(lines[i].comment);
      }
      text += '\n';
    }
  }
  return text;
}

}  // namespace

void Layout::pad(int blanks) {
  Command command{Kind::kPad, {}};
  command.amount = blanks;
  add(command);
}

void Layout::comment(std::string_view text) {
  add({Kind::kComment, text});
}

void Layout::lines(std::string_view text) {
  add({Kind::kLines, text});
}

void Layout::line(int out, bool empty_line) {
  Command command{Kind::kLine, {}};
  command.amount = out;
  command.empty_line = empty_line;
  add(command);
}

void Layout::newline(bool empty_line) {
  Command command{Kind::kNewline, {}};
  command.empty_line = empty_line;
  add(command);
}

void Layout::open(Breaks breaks, Indent indent, int deeper) {
  Command command{Kind::kOpen, {}};
  command.breaks = breaks;
  command.indent = indent;
  command.amount = deeper;
  add(command);
}

std::vector<int> Layout::widths() const {
  const std::size_t count = commands_.size();
  std::vector<int> before(count + 1, 0);  // flat width of all before a command
  std::vector<int> forced(count + 1, 0);  // how many of them must break
  for (std::size_t i = 0; i < count; ++i) {
    const Command& command = commands_[i];
    const bool blank = command.kind == Kind::kSpace || command.kind == Kind::kLine;
    const bool must_break = command.kind == Kind::kComment || command.kind == Kind::kLines ||
                            command.kind == Kind::kNewline || command.kind == Kind::kForce;
    before[i + 1] = before[i] + (command.kind == Kind::kText ? columns(command.text) : blank ? 1 : 0);
    forced[i + 1] = forced[i] + (must_break ? 1 : 0);
  }
  // From the end: where the next break of any group stands, and by group what ends the part before it.
  std::vector<int> result(count, 0);
  std::size_t next_break = count;
  struct Group {
    std::size_t close;       ///< where it ends
    std::size_t after;       ///< the first place to break after that
    std::size_t next;        ///< the next break of this group, or its end
    std::size_t next_until;  ///< the first place to break from there on
  };
  std::vector<Group> groups{{count, count, count, count}};
  const auto width = [&](std::size_t from, std::size_t to, std::size_t until) {
    return forced[to] > forced[from + 1] ? kTooWide : before[until] - before[from];
  };
  for (std::size_t i = count; i-- > 0;) {
    switch (commands_[i].kind) {
      case Kind::kClose: groups.push_back({i, next_break, i, next_break}); break;
      case Kind::kOpen:
        result[i] = width(i, groups.back().close, groups.back().after);
        groups.pop_back();
        break;
      case Kind::kLine:
        result[i] = width(i, groups.back().next, groups.back().next_until);
        groups.back().next = groups.back().next_until = next_break = i;
        break;
      case Kind::kComment:
      case Kind::kLines:
      case Kind::kNewline: next_break = i; break;
      default: break;
    }
  }
  return result;
}

class Layout::Printer {
 public:
  explicit Printer(int width) : width_(width) {}

  std::string print(const std::vector<Command>& commands, const std::vector<int>& widths) {
    for (std::size_t i = 0; i < commands.size(); ++i) step(commands[i], widths[i]);
    end_line();
    while (!lines_.empty() && lines_.back().code.empty() && lines_.back().comment.empty()) lines_.pop_back();
    return join(lines_, width_);
  }

 private:
  struct Group {
    int indent = 0;
    bool flat = false;
    Breaks breaks = Breaks::kAll;
  };

  void step(const Command& command, int width) {
    switch (command.kind) {
      case Kind::kText: return write(command.text);
      case Kind::kSpace:
        if (started_ && !must_end_) ++blanks_;
        return;
      case Kind::kPad:
        if (!groups_.back().flat) blanks_ += command.amount;
        return;
      case Kind::kComment:
        line_.comment.append(line_.comment.empty() ? "" : " ").append(command.text);
        must_end_ = true;
        return;
      case Kind::kLines: return write_lines(command.text);
      case Kind::kLine:
        if (must_end_ || !fits(width)) {
          new_line(command.amount, command.empty_line);
        } else {
          ++blanks_;
        }
        return;
      case Kind::kNewline: return new_line(0, command.empty_line);
      case Kind::kOpen: return open(command, width);
      case Kind::kClose: groups_.pop_back(); return;
      case Kind::kForce: return;
    }
  }

  int column() const { return (started_ ? code_columns_ : indent_) + blanks_; }

  bool fits(int width) const {
    const Group& group = groups_.back();
    return group.flat || (group.breaks == Breaks::kFill && column() + width <= width_);
  }

  void open(const Command& command, int width) {
    if (must_end_) new_line(0, false);
    const int around = groups_.back().indent;
    // Deep nesting must not push everything beyond the right margin.
    const int indent = command.indent == Indent::kColumn ? std::min(column(), std::max(around, width_ / 2))
                                                         : around + command.amount;
    groups_.push_back({indent, groups_.back().flat || column() + width <= width_, command.breaks});
  }

  void write(std::string_view text) {
    if (must_end_) new_line(0, false);
    if (!started_) {
      line_.code.assign(static_cast<std::size_t>(indent_), ' ');
      code_columns_ = indent_;
      started_ = true;
    }
    line_.code.append(static_cast<std::size_t>(blanks_), ' ').append(text);
    code_columns_ += blanks_ + columns(text);
    blanks_ = 0;
  }

  void write_lines(std::string_view text) {
    std::size_t begin = 0;
    for (std::size_t end; (end = text.find('\n', begin)) != std::string_view::npos; begin = end + 1) {
      write(text.substr(begin, end - begin));
      end_line();
      indent_ = 0;
      started_ = true;  // what follows stands as it is
      code_columns_ = 0;
    }
    write(text.substr(begin));
    must_end_ = true;
  }

  void new_line(int out, bool empty_line) {
    if (started_) end_line();
    if (empty_line && !lines_.empty()) lines_.push_back({});
    indent_ = std::max(groups_.back().indent - out, 0);
    must_end_ = false;
    blanks_ = 0;
  }

  void end_line() {
    lines_.push_back(std::move(line_));
    line_ = {};
    started_ = false;
    blanks_ = 0;
  }

  int width_;
  std::vector<Line> lines_;
  std::vector<Group> groups_{Group{}};
  Line line_;
  int indent_ = 0;         ///< of the current line
  int code_columns_ = 0;   ///< of what is written on it
  int blanks_ = 0;         ///< that precede the next text
  bool started_ = false;   ///< something is written on it
  bool must_end_ = false;  ///< a comment ends it
};

std::string Layout::print(int width) const {
  return Printer(width).print(commands_, widths());
}

}  // namespace nasg::grammar
