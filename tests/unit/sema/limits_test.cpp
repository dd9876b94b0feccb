// SPDX-License-Identifier: Apache-2.0
// Limits on counts and costs, held against every derivation of small spaces.
#include "runtime/derivation/limits.h"

#include <gmock/gmock.h>

#include <map>

#include "runtime/derivation/term.h"
#include "tests/unit/sema/checked.h"

namespace nasg {
namespace {

using derivation::Derivation;
using testing::Checked;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::space;

sema::CheckedSpace checked_space(const std::string& rules) {
  const Checked checked("import std.topology; import std.vision;\n" + space(rules));
  EXPECT_THAT(checked.found(), IsEmpty());
  auto made = checked.space("S");
  EXPECT_TRUE(made);
  return std::move(*made);
}

std::vector<std::string> codes(const std::string& rules) {
  return Checked("import std.topology; import std.vision;\n" + space(rules)).codes();
}

const char* const kCells =
    "start = Residual2(A, B, A) | let b = A in b^2 >> B | A^{1..3}; A = relu | gelu | conv3x3; "
    "B = id | relu >> relu | zero >> A | conv3x3^2;";

/// The derivations of the rules without the limit that keep it, as terms.
std::vector<std::string> kept(const std::string& rules, const sema::CheckedSpace& limited) {
  const sema::CheckedSpace all = checked_space(rules);
  const derivation::LimitChecker checker(limited.space);
  std::vector<std::string> terms;
  for (ir::BigInt i = 0; i < *all.automaton.count(); ++i) {
    const Derivation derivation = *derivation::unrank(all.space, all.automaton, i);
    if (checker.keeps(derivation)) terms.push_back(derivation::term(all.space, derivation));
  }
  std::ranges::sort(terms);
  return terms;
}

TEST(Limits, OnCountsAreKeptByTheAutomatonWhichEnumeratesJustWhatKeepsThem) {
  for (const std::string limit :
       {"count(relu) <= 2", "count(conv3x3) <= 0", "2*count(relu) + count(conv3x3) <= 3",
        "count(relu) <= 2, count(gelu) <= 1", "count(Residual2) + count(relu) - 1 <= 1"}) {
    SCOPED_TRACE(limit);
    const sema::CheckedSpace limited = checked_space(kCells + (" limit " + limit + ";"));
    ASSERT_TRUE(limited.automaton.count());
    std::vector<std::string> terms;
    for (ir::BigInt i = 0; i < *limited.automaton.count(); ++i) {
      const auto derivation = derivation::unrank(limited.space, limited.automaton, i);
      ASSERT_TRUE(derivation);
      EXPECT_EQ(derivation::rank(limited.space, limited.automaton, *derivation), i);
      terms.push_back(derivation::term(limited.space, *derivation));
    }
    std::ranges::sort(terms);
    EXPECT_EQ(terms, kept(kCells, limited));
  }
}

TEST(Limits, BoundARecursionThatHasNoLimitOfDepth) {
  const auto limited = checked_space("start = relu | start >> start @ 0.5; limit count(relu) <= 4;");
  EXPECT_EQ(limited.automaton.count()->get_str(), "9");  // 1 + 1 + 2 + 5 binary trees
}

TEST(Limits, WorkWithConnectionsAndDepth) {
  const std::string rules =
      "start = Residual2(start, A, start) @ 0.5 where connected | A; A = relu | zero | id; limit depth <= 3;";
  const auto limited = checked_space(rules + " limit count(relu) <= 2;");
  EXPECT_EQ(limited.automaton.count()->get_ui(), kept(rules, limited).size());
}

TEST(Limits, LeaveTheWeightsOfWhatKeepsThemInProportion) {
  const auto limited = checked_space("start = A >> A; A = relu @ 3 | id; limit count(relu) <= 1;");
  const auto variation = derivation::make_interpreter(limited.space, limited.automaton);
  std::map<std::string, int> seen;
  derivation::Rng rng(1);
  for (int i = 0; i < 7000; ++i) ++seen[derivation::term(limited.space, *variation->sample(rng))];
  EXPECT_EQ(seen.size(), 3U);  // 3 : 3 : 1
  EXPECT_NEAR(seen["relu >> id"], 3000, 150);
  EXPECT_NEAR(seen["id >> relu"], 3000, 150);
  EXPECT_NEAR(seen["id >> id"], 1000, 120);
}

TEST(Limits, OnCostsHoldForSamplesMutantsAndChildren) {
  const auto limited =
      checked_space(std::string(kCells) + " limit params + 2*count(relu) <= 100, flops <= 10k;");
  EXPECT_FALSE(limited.automaton.count());
  EXPECT_FALSE(limited.automaton.keeps_limits());
  const derivation::LimitChecker checker(limited.space);
  const auto variation = derivation::make_interpreter(limited.space, limited.automaton);
  derivation::Rng rng(5);
  auto current = variation->sample(rng);
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(current && checker.keeps(*current));
    const auto other = derivation::sample_uniform(limited.space, limited.automaton, rng);
    ASSERT_TRUE(other && checker.keeps(*other));
    if (const auto children = variation->cross(*current, *other, rng)) {
      EXPECT_TRUE(checker.keeps(children->first) && checker.keeps(children->second));
    }
    const auto mutant = variation->mutate(*current, rng);
    current = mutant ? mutant : other;
  }
  const double share = derivation::acceptance(limited.space, limited.automaton, 500, rng);
  EXPECT_GT(share, 0.05);
  EXPECT_LT(share, 1);
}

TEST(Limits, GiveUpWhereNoDrawKeepsThem) {
  const auto limited = checked_space("start = conv3x3 | conv1x1; limit params <= 3;");
  derivation::Rng rng(5);
  EXPECT_FALSE(derivation::make_interpreter(limited.space, limited.automaton)->sample(rng));
}

TEST(Limits, ThatNoDerivationKeepsAreRefused) {
  EXPECT_THAT(codes("start = relu >> relu; limit count(relu) <= 1;"), ElementsAre("E0403"));
}

TEST(Limits, BoundQuantitiesAlone) {
  EXPECT_THAT(codes("start = relu | id; limit size <= 3;"), ElementsAre("E0203"));
  EXPECT_THAT(codes("start = relu | id; limit count(rleu) <= 3;"), ElementsAre("E0203"));
  EXPECT_THAT(codes("start = relu | id; limit params*flops <= 3;"), ElementsAre("E0240"));
  EXPECT_THAT(codes("start = relu | id; limit 3 <= 3;"), ElementsAre("E0240"));
  EXPECT_THAT(codes("start = relu | id; limit count(relu, id) <= 3;"), ElementsAre("E0240"));
  EXPECT_THAT(codes("start = relu | id; limit depth <= 0;"), ElementsAre("E0232"));
}

TEST(Limits, ATermThatBreaksOneIsToldItsSum) {
  const auto limited = checked_space("start = A >> A; A = relu | id; limit count(relu) <= 1;");
  const auto parsed = derivation::parse(limited.space, limited.automaton, "relu >> relu");
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().message(),
            "a constraint forbids `relu >> relu`: it makes 2 of `count(relu) <= 1`");
}

}  // namespace
}  // namespace nasg
