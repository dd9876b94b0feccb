// SPDX-License-Identifier: Apache-2.0
// Diagnostics as a terminal shows them.
#include <gtest/gtest.h>

#include "compiler/diag/codes/files.h"
#include "compiler/diag/codes/search.h"
#include "compiler/diag/codes/syntax.h"
#include "compiler/diag/render.h"

namespace nasg::diag {
namespace {

/// A text and the place of the first `needle` in it.
struct Fixture {
  SourceMap sources;
  SourceId source;
  std::string text;

  explicit Fixture(std::string content) : text(std::move(content)) { source = sources.add("a/b.nasg", text); }

  Place place(const std::string& needle) const {
    const auto begin = static_cast<std::uint32_t>(text.find(needle));
    return {source, begin, static_cast<std::uint32_t>(begin + needle.size())};
  }
  std::string render(const Diagnostic& diagnostic) const { return render_text(sources, diagnostic, false); }
};

TEST(RenderText, PutsCaretAndUnderlineUnderTheRange) {
  const Fixture at("op a = relu;\nop b = conv;\n");
  EXPECT_EQ(at.render(make(code::E0101, at.place("conv"), "`;`", "`conv`")),
            "a/b.nasg:2:8: error: expected `;`, found `conv` [E0101]\n"
            " 2 | op b = conv;\n"
            "   |        ^~~~\n");
}

TEST(RenderText, ShowsLabelsNotesAndFixes) {
  const Fixture at("op a = relu;\nop a = conv;\n");
  Diagnostic diagnostic = make(code::E0113, at.place("conv"), "S");
  diagnostic.label(at.place("relu"), "the first one").note("a space has one frame");
  diagnostic.fix(at.place("conv"), "relu", "did you mean `relu`?");
  EXPECT_EQ(at.render(diagnostic),
            "a/b.nasg:2:8: error: space `S` has a frame already [E0113]\n"
            " 2 | op a = conv;\n"
            "   |        ^~~~\n"
            "a/b.nasg:1:8: note: the first one\n"
            " 1 | op a = relu;\n"
            "   |        ^~~~\n"
            "  = note: a space has one frame\n"
            "  = help: did you mean `relu`?\n");
}

TEST(RenderText, CountsCodePointsAndAlignsByWidth) {
  const Fixture at("/* größe 日本 */\tx\n");
  EXPECT_EQ(at.render(make(code::E0102, at.place("x"), "x")),
            "a/b.nasg:1:16: error: `x` is no character of the language [E0102]\n"
            " 1 | /* größe 日本 */    x\n"
            "   |                     ^\n");
}

TEST(RenderText, PointsBehindTheEndOfALine) {
  const Fixture at("op a = relu\r\n");
  const Place end{at.source, 11, 11};
  EXPECT_EQ(at.render(make(code::E0101, end, "`;`", "the end of the text")),
            "a/b.nasg:1:12: error: expected `;`, found the end of the text [E0101]\n"
            " 1 | op a = relu\n"
            "   |            ^\n");
}

TEST(RenderText, UnderlinesOnlyTheFirstLineOfALongRange) {
  const Fixture at("op a =\n  relu;\n");
  EXPECT_EQ(at.render(make(code::E0102, at.place("a =\n  relu"), "a")),
            "a/b.nasg:1:4: error: `a` is no character of the language [E0102]\n"
            " 1 | op a =\n"
            "   |    ^~~\n");
}

TEST(RenderText, NeedsNoPlace) {
  const Fixture at("");
  EXPECT_EQ(at.render(make(code::E0901, {}, "x.nasg", "No such file or directory")),
            "error: cannot read `x.nasg`: No such file or directory [E0901]\n");
}

TEST(RenderText, EscapesControlCharacters) {
  const Fixture at("op \x1b[31m = relu;\n");
  const std::string text = at.render(make(code::E0102, at.place("\x1b"), "\x1b"));
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_NE(text.find("`\\x1b` is no character"), std::string::npos) << text;
  EXPECT_NE(text.find(" |    ^~~~\n"), std::string::npos) << "the escape is four columns wide:\n" << text;
}

TEST(RenderText, CutsLongLinesAroundTheCaret) {
  const Fixture at(std::string(5000, 'a') + "!" + std::string(5000, 'b') + "\n");
  const std::string text = at.render(make(code::E0102, at.place("!"), "!"));
  EXPECT_LT(text.size(), 500U);
  const std::size_t line = text.find(" | ") + 3;
  const std::size_t caret_line = text.rfind(" | ") + 3;
  // `…` is one column and three bytes.
  EXPECT_EQ(text.find('!', line) - line - 2, text.find('^') - caret_line) << text;
}

TEST(RenderText, ColoursOnlyWhenAsked) {
  const Fixture at("op a = conv;\n");
  const Diagnostic diagnostic = make(code::E0102, at.place("conv"), "conv");
  EXPECT_EQ(render_text(at.sources, diagnostic, false).find('\x1b'), std::string::npos);
  EXPECT_NE(render_text(at.sources, diagnostic, true).find("\x1b[1;31merror:\x1b[0m"), std::string::npos);
}

TEST(RenderText, CallsWarningsWarnings) {
  const Fixture at("");
  EXPECT_TRUE(at.render(make(code::E0742, {}, "no plugin")).starts_with("warning: "));
}

}  // namespace
}  // namespace nasg::diag
