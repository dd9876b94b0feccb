// SPDX-License-Identifier: Apache-2.0
// Loads programs; what is wrong with them fails the test.
#include "tests/unit/codegen/checked_spaces.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "grammar/parse.h"

namespace nasg::codegen {
namespace {

void for_each_space(diag::SourceMap& sources, diag::SourceId source,
                    const std::function<void(const sema::CheckedSpace&)>& visit) {
  diag::Sink sink;
  const auto program = sema::Program::load(sources, source, {NASG_SOURCE_DIR "/stdlib"}, sink);
  for (const std::string& name : program.space_names()) {
    SCOPED_TRACE(name);
    const auto space = program.instantiate(name, {}, sink);
    if (space) {
      visit(*space);
    } else {
      ADD_FAILURE() << (sink.all().empty() ? "no space" : sink.all().front().message());
    }
  }
}

}  // namespace

void for_each_published_space(const std::function<void(const sema::CheckedSpace&)>& visit) {
  std::set<std::string> files;
  for (const char* folder : {NASG_SOURCE_DIR "/stdlib/std", NASG_SOURCE_DIR "/examples"})
    for (const auto& file : std::filesystem::directory_iterator(folder))
      if (file.path().extension() == ".nasg") files.insert(file.path().string());
  for (const std::string& file : files) {
    SCOPED_TRACE(file);
    diag::SourceMap sources;
    const auto source = grammar::read_source(sources, file);
    ASSERT_TRUE(source.ok()) << source.error().message();
    for_each_space(sources, *source, visit);
  }
}

sema::CheckedSpace checked_text(const std::string& text) {
  diag::SourceMap sources;
  std::optional<sema::CheckedSpace> result;
  const auto source = grammar::add_source(sources, "test.nasg", text);
  EXPECT_TRUE(source.ok());
  for_each_space(sources, *source, [&](const sema::CheckedSpace& space) { result = space; });
  return result.value();
}

}  // namespace nasg::codegen
