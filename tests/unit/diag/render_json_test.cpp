// SPDX-License-Identifier: Apache-2.0
// Diagnostics as JSON and SARIF.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "compiler/diag/codes/files.h"
#include "compiler/diag/codes/syntax.h"
#include "compiler/diag/render.h"

namespace nasg::diag {
namespace {

using nlohmann::json;

struct Report {
  SourceMap sources;
  Sink sink;

  explicit Report(const std::string& path) {
    const SourceId source = sources.add(path, "op a = ä conv;\nop b = relu;\n");
    Diagnostic& first = sink.add(make(code::E0101, {source, 10, 14}, "`;`", "`conv`"));
    first.label({source, 19, 20}, "and here").note("a note");
    first.fix({source, 10, 14}, "relu", "did you mean `relu`?");
    sink.add(make(code::E0901, {}, "x.nasg", "it is a folder"));
    sink.add(make(code::E0101, {source, 0, 2}, "`;`", "`op`"));
  }
};

TEST(RenderJson, TellsAllOfADiagnostic) {
  const Report report("a.nasg");
  const json all = json::parse(render_json(report.sources, report.sink));
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0], json::parse(R"({
    "code": "E0101", "severity": "error", "name": "syntax", "message": "expected `;`, found `conv`",
    "path": "a.nasg", "line": 1, "column": 10, "end": {"line": 1, "column": 14},
    "labels": [{"text": "and here", "path": "a.nasg", "line": 2, "column": 4, "end": {"line": 2, "column": 5}}],
    "notes": ["a note"],
    "fixes": [{"text": "did you mean `relu`?", "replacement": "relu", "path": "a.nasg", "line": 1, "column": 10,
               "end": {"line": 1, "column": 14}}]})"));
  EXPECT_FALSE(all[1].contains("path"));
}

TEST(RenderJson, OfNothingIsAnEmptyArray) {
  EXPECT_EQ(render_json(SourceMap{}, Sink{}), "[]");
}

TEST(RenderJson, SurvivesBytesThatAreNoText) {
  Sink sink;
  sink.add(make(code::E0102, {}, "\xff"));
  EXPECT_EQ(json::parse(render_json(SourceMap{}, sink)).size(), 1U);
}

TEST(RenderSarif, NamesEachRuleOnce) {
  const Report report("my folder/a.nasg");
  const json log = json::parse(render_sarif(report.sources, report.sink));
  EXPECT_EQ(log["version"], "2.1.0");
  const json& run = log["runs"].at(0);
  EXPECT_EQ(run["tool"]["driver"]["name"], "nasgc");
  ASSERT_EQ(run["tool"]["driver"]["rules"].size(), 2U);
  EXPECT_EQ(run["tool"]["driver"]["rules"][0]["id"], "E0101");
  ASSERT_EQ(run["results"].size(), 3U);
  EXPECT_EQ(run["results"][2]["ruleIndex"], 0);
  EXPECT_EQ(run["columnKind"], "unicodeCodePoints");
}

TEST(RenderSarif, HoldsPlacesRelatedPlacesAndFixes) {
  const Report report("my folder/a.nasg");
  const json result = json::parse(render_sarif(report.sources, report.sink))["runs"][0]["results"][0];
  EXPECT_EQ(result["level"], "error");
  EXPECT_EQ(result["message"]["text"], "expected `;`, found `conv`\nnote: a note");
  const json& place = result["locations"].at(0)["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "my%20folder/a.nasg");
  EXPECT_EQ(place["region"],
            json::parse(R"({"startLine": 1, "startColumn": 10, "endLine": 1, "endColumn": 14})"));
  EXPECT_EQ(result["relatedLocations"].at(0)["message"]["text"], "and here");
  const json& change = result["fixes"].at(0)["artifactChanges"].at(0);
  EXPECT_EQ(change["replacements"].at(0)["insertedContent"]["text"], "relu");
}

TEST(RenderSarif, WritesAbsolutePathsAsFileUris) {
  const Report report("/tmp/a.nasg");
  const json log = json::parse(render_sarif(report.sources, report.sink));
  EXPECT_EQ(log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            "file:///tmp/a.nasg");
}

}  // namespace
}  // namespace nasg::diag
