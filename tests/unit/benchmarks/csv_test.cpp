// SPDX-License-Identifier: Apache-2.0
// Comma-separated tables, as RFC 4180 has them.
#include "search/benchmarks/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nasg::benchmarks {
namespace {

using Records = std::vector<std::vector<std::string>>;

Records records(std::string_view text) {
  CsvReader reader(text);
  Records all;
  std::vector<std::string> fields;
  while (reader.next(fields)) all.push_back(fields);
  return all;
}

TEST(Csv, FieldsAreSplitAtCommasAndEmptyOnesKept) {
  EXPECT_EQ(records("a,b,c\n1,,3\n,,\n"), (Records{{"a", "b", "c"}, {"1", "", "3"}, {"", "", ""}}));
}

TEST(Csv, QuotedFieldsHoldCommasQuotesAndLineEnds) {
  EXPECT_EQ(records("\"Cell(id, zero)\",\"say \"\"x\"\"\"\n\"two\nlines\",\"\"\n"),
            (Records{{"Cell(id, zero)", "say \"x\""}, {"two\nlines", ""}}));
}

TEST(Csv, ByteOrderMarkCarriageReturnsAndBlankLinesAreTolerated) {
  EXPECT_EQ(records("\xEF\xBB\xBF"
                    "a,b\r\n\r\n\"1\",2\r\n3,4"),
            (Records{{"a", "b"}, {"1", "2"}, {"3", "4"}}));
}

TEST(Csv, LinesAreCountedThroughQuotedLineEnds) {
  CsvReader reader("a\n\"x\ny\"\n\nb\n");
  std::vector<std::string> fields;
  std::vector<std::size_t> lines;
  while (reader.next(fields)) lines.push_back(reader.line());
  EXPECT_EQ(lines, (std::vector<std::size_t>{1, 2, 5}));
}

TEST(Csv, AnOpenQuoteIsNoticed) {
  for (const char* text : {"\"", "\"abc", "a,\"b\nc,d\n", "\"a\"\""}) {
    CsvReader reader(text);
    std::vector<std::string> fields;
    while (reader.next(fields)) {
    }
    EXPECT_TRUE(!reader.why_broken().empty()) << text;
  }
  CsvReader whole("\"a\",\"\"\n");
  std::vector<std::string> fields;
  EXPECT_TRUE(whole.next(fields));
  EXPECT_FALSE(!whole.why_broken().empty());
}

}  // namespace
}  // namespace nasg::benchmarks
