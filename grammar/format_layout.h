// SPDX-License-Identifier: Apache-2.0
// Filling lines: texts with places to break between them, in groups that stay on one line if they fit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nasg::grammar {

/// Gathers commands, then prints them in lines (after D. C. Oppen, "Prettyprinting", TOPLAS 2(4), 1980; with
/// widths looked up in prefix sums, so that printing takes time linear in the commands). The texts must
/// outlive the layout.
class Layout {
 public:
  /// Where a group breaks if it does not fit: at each of its breaks, or where a line is full.
  enum class Breaks { kAll, kFill };
  /// What the lines of a group are indented to: the column of its beginning, or `indent` more than the group
  /// around it.
  enum class Indent { kColumn, kDeeper };

  void text(std::string_view text) { add({Kind::kText, text}); }
  /// One blank that is no place to break.
  void space() { add({Kind::kSpace, {}}); }
  /// Blanks that are printed only where the group is broken: for alignment.
  void pad(int blanks);
  /// A comment that ends the line. It stands after the text so far, aligned with those of the lines around.
  void comment(std::string_view text);
  /// A comment on lines of its own, with all its lines as they are but the first.
  void lines(std::string_view text);
  /// A blank, or the end of the line; `out` columns to the left of the group's indentation; with an empty
  /// line in between if `empty_line`.
  void line(int out = 0, bool empty_line = false);
  /// Always the end of a line.
  void newline(bool empty_line = false);
  /// Breaks all groups around.
  void force() { add({Kind::kForce, {}}); }
  void open(Breaks breaks, Indent indent, int deeper = 0);
  void close() { add({Kind::kClose, {}}); }

  std::string print(int width) const;

 private:
  enum class Kind { kText, kSpace, kPad, kComment, kLines, kLine, kNewline, kForce, kOpen, kClose };
  struct Command {
    Kind kind;
    std::string_view text;
    int amount = 0;  ///< pad: blanks; line: columns to the left; open: columns to the right
    bool empty_line = false;
    Breaks breaks = Breaks::kAll;
    Indent indent = Indent::kColumn;
  };
  class Printer;

  void add(Command command) { commands_.push_back(command); }
  /// By command: how wide what follows is up to the next place to break after it (for a line) or after its
  /// group (for an open), flat; more than any line if something in it must break.
  std::vector<int> widths() const;

  std::vector<Command> commands_;
};

}  // namespace nasg::grammar
