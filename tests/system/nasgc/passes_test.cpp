// SPDX-License-Identifier: Apache-2.0
// What nasgc tells of its passes: times, a trace, and what each has made.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/system/support/process.h"

namespace nasg::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::StartsWith;

const std::string kSpace =
    "space S : [3, 8, 8] -> [3, 8, 8] { start = A >> A; A = id | relu | A >> A; limit depth <= 4; }\n";

/// The first word of each line, with the blanks before it.
std::vector<std::string> first_words(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) words.push_back(line.substr(0, line.find(' ', 2)));
  return words;
}

TEST(Passes, TheTableHasARowForEachInTheOrderInWhichTheyRan) {
  const Folder folder;
  const std::string space = folder.write("s.nasg", kSpace);
  const auto checked = run({program("nasgc"), "check", space, "--time-passes"});
  EXPECT_EQ(checked.status, 0);
  EXPECT_EQ(first_words(checked.err),
            (std::vector<std::string>{"pass", "parse", "resolve", "elaborate", "structure", "types", "shapes",
                                      "count", "warnings", "whole"}));
  const auto built =
      run({program("nasgc"), "build", space, "--emit=asm", "--time-passes", "-o", folder.path() + "/s.s"});
  EXPECT_THAT(first_words(built.err), IsSupersetOf({"generate", "optimise", "  sroa", "emit"}));
}

TEST(Passes, TheTraceHoldsThemOneWithinAnother) {
  const Folder folder;
  const std::string trace = folder.path() + "/trace.json";
  const std::string space = folder.write("s.nasg", kSpace);
  const auto built = run({program("nasgc"), "build", space, "--emit=asm", "--time-trace", trace});
  EXPECT_EQ(built.status, 0);
  EXPECT_THAT(built.err, IsEmpty());
  const auto events = nlohmann::json::parse(read_file(trace)).at("traceEvents");
  const auto ends = [](const nlohmann::json& event) {
    return event.at("ts").get<double>() + event.at("dur").get<double>();
  };
  const auto named = [&](const std::string& name) {
    return *std::find_if(events.begin(), events.end(), [&](const auto& it) { return it.at("name") == name; });
  };
  EXPECT_EQ(named("parse").at("args").at("subject"), space);
  const auto outer = named("optimise");
  const auto inner = named("sroa");
  EXPECT_LE(outer.at("ts"), inner.at("ts"));
  EXPECT_GE(ends(outer), ends(inner));
  EXPECT_LE(ends(named("generate")), outer.at("ts").get<double>());
}

TEST(Passes, ATraceThatCannotBeWrittenIsAnError) {
  const auto result = run({program("nasgc"), "check", "-", "--time-trace=/none/t.json"}, kSpace);
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.err, HasSubstr("E0903"));
}

TEST(Passes, WhatEachMadeIsPrintedOnceItDiffers) {
  const auto result =
      run({program("nasgc"), "build", "-", "--emit=ir", "--print-after=structure,types,shapes"}, kSpace);
  EXPECT_THAT(result.err, StartsWith("; after structure of S (unchanged)\n; after types of S\n" + result.out +
                                     "; after shapes of S (unchanged)\n"));
  const auto all = run({program("nasgc"), "build", "-", "--emit=asm", "--print-after=all"}, kSpace);
  for (const char* part : {"; after parse of <stdin>\nspace S", "; after elaborate of S\nspace S",
                           "; after generate of S\n; ModuleID", "; after optimise of S\n; ModuleID"})
    EXPECT_NE(all.err.find(part), std::string::npos) << part;
}

TEST(Passes, AnUnknownOneIsWrongUsage) {
  const auto result = run({program("nasgc"), "check", "-", "--print-after=typs"}, kSpace);
  EXPECT_EQ(result.status, 2);
  EXPECT_THAT(result.err, HasSubstr("typs not in {all,elaborate,"));
}

}  // namespace
}  // namespace nasg::testing
