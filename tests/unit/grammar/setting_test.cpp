// SPDX-License-Identifier: Apache-2.0
// Expressions as settings, settings as text, and their arguments by name and type.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/grammar/parsed.h"

namespace nasg::grammar::testing {
namespace {

using ::testing::ElementsAre;

diag::Result<ir::Setting> setting(const std::string& text) {
  return to_setting(*ParsedExpression(text));
}

std::string text_of(const std::string& text) {
  const auto read = setting(text);
  return read ? read->text() : std::string(diag::info(read.error().code).id) + " " + read.error().message();
}

TEST(Setting, IsWrittenAsTheLanguageWritesIt) {
  EXPECT_EQ(text_of("bo( kernel=hwl,pool =evolution(200), ei )"),
            "bo(ei, kernel = hwl, pool = evolution(200))");
  EXPECT_EQ(text_of("f(1.5M, 0.5, 1e-4, -3, true, [2, 1, 2], [], g())"),
            "f(1500000, 0.5, 0.0001, -3, true, [2, 1, 2], [], g)");
  EXPECT_EQ(text_of("\"a \\\"b\\\" \\n\\t \\\\\""), "\"a \\\"b\\\" \\n\\t \\\\\"");
}

TEST(Setting, HasATextThatReadsBackToItself) {
  for (const std::string text :
       {"bo(kernel = hwl(weights = uniform, depths = [2, 1, 2]), acquisition = ei)", "0.1", "1e+300",
        "command(\"python3 train.py {model}\", timeout = 600)", "-2.5e-07"})
    EXPECT_EQ(text_of(text), text);
}

TEST(Setting, IsNoOperationAndNoBlock) {
  EXPECT_EQ(text_of("a >> b"), "E0704 this is no setting");
  EXPECT_EQ(text_of("f(x = |y| { y })"), "E0704 this is no setting");
  EXPECT_EQ(text_of("f(1)(2)"), "E0704 this is no setting");
  EXPECT_EQ(text_of("{1, 2}"), "E0704 this is no setting");
}

TEST(Setting, TakesEachArgumentOnce) {
  const auto read = setting("f(a = 1, b = 2, a = 3)");
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().message(), "argument `a` of `f` is given twice");
  EXPECT_EQ(read.error().primary.begin, 16U);
}

TEST(SettingReader, ReadsNamedAndPositionalArguments) {
  const auto call = setting("evolution(200, sample = 10, elitist = true, name = fast, sizes = [1, 2.5])");
  ir::SettingReader reader(*call);
  EXPECT_EQ(reader.name(), "evolution");
  EXPECT_EQ(reader.integer("population", 50), 200);
  EXPECT_EQ(reader.integer("population", 50), 200) << "asked again, it is the same";
  EXPECT_EQ(reader.integer("sample", 5), 10);
  EXPECT_TRUE(reader.boolean("elitist", false));
  EXPECT_EQ(reader.text("name", "slow"), "fast");
  EXPECT_THAT(reader.numbers("sizes", {}), ElementsAre(1, 2.5));
  EXPECT_EQ(reader.number("rate", 0.25), 0.25);
  EXPECT_EQ(reader.find("absent"), nullptr);
  EXPECT_TRUE(reader.finish().ok());
}

TEST(SettingReader, TakesABareNameForACallWithoutArguments) {
  const auto call = setting("random");
  ir::SettingReader reader(*call);
  EXPECT_EQ(reader.name(), "random");
  EXPECT_EQ(reader.integer("n", 3), 3);
  EXPECT_TRUE(reader.finish().ok());
}

std::string complaint(const std::string& text) {
  const auto call = setting(text);
  ir::SettingReader reader(*call);
  reader.integer("size", 1);
  reader.number("rate", 1);
  reader.boolean("fast", false);
  reader.text("name", "x");
  reader.numbers("list", {});
  const diag::Status status = reader.finish();
  return status ? "" : std::string(diag::info(status.error().code).id) + " " + status.error().message();
}

TEST(SettingReader, RefusesValuesOfTheWrongKind) {
  EXPECT_EQ(complaint("f(size = 1.5)"), "E0702 argument `size` of `f` must be a whole number, not `1.5`");
  EXPECT_EQ(complaint("f(size = big)"), "E0702 argument `size` of `f` must be a whole number, not `big`");
  EXPECT_EQ(complaint("f(rate = true)"), "E0702 argument `rate` of `f` must be a number, not `true`");
  EXPECT_EQ(complaint("f(fast = 1)"), "E0702 argument `fast` of `f` must be `true` or `false`, not `1`");
  EXPECT_EQ(complaint("f(name = g(1))"),
            "E0702 argument `name` of `f` must be a name or a text in quotes, not `g(1)`");
  EXPECT_EQ(complaint("f(list = [1, x])"),
            "E0702 argument `list` of `f` must be a list of numbers such as `[2, 1, 2]`, not `[1, x]`");
  EXPECT_EQ(complaint("3"), "E0704 `3` is no setting");
}

TEST(SettingReader, RefusesArgumentsThatNobodyAskedFor) {
  EXPECT_EQ(complaint("f(sise = 3)"), "E0701 `f` takes no argument `sise`");
  EXPECT_EQ(complaint("f(1, 2, true, a, [1], 6)"), "E0701 `f` takes no argument `6`");
  const auto call = setting("f(sise = 3)");
  ir::SettingReader reader(*call);
  reader.integer("size", 1);
  EXPECT_THAT(reader.finish().error().notes, ElementsAre("did you mean `size`?", "it takes `size`"));
}

TEST(SettingReader, TellsOfAMissingArgument) {
  const auto call = setting("table(metric = top)");
  ir::SettingReader reader(*call);
  reader.required_text("file");
  reader.text("metric", "");
  EXPECT_EQ(reader.finish().error().message(), "`table` needs its argument `file`");
  EXPECT_THAT(reader.finish().error().notes, ElementsAre());
  const auto misspelt = setting("table(flie = \"t.csv\")");
  ir::SettingReader other(*misspelt);
  other.required_text("file");
  EXPECT_THAT(other.finish().error().notes, ElementsAre("it is given `flie`: did you mean `file`?"));
}

TEST(SettingReader, KeepsTheFirstError) {
  const auto call = setting("f(a = x, b = y)");
  ir::SettingReader reader(*call);
  reader.number("a", 0);
  reader.number("b", 0);
  reader.refuse("b", "must be above 0");
  EXPECT_EQ(reader.finish().error().message(), "argument `a` of `f` must be a number, not `x`");
}

TEST(SettingReader, PassesOnTheErrorsOfItsCaller) {
  const auto call = setting("f(a = 0)");
  ir::SettingReader reader(*call);
  if (reader.number("a", 1) <= 0) reader.refuse("a", "must be above 0");
  EXPECT_EQ(reader.finish().error().message(), "argument `a` of `f` must be above 0");
  EXPECT_EQ(reader.finish().error().primary.begin, 6U);
}

}  // namespace
}  // namespace nasg::grammar::testing
