// SPDX-License-Identifier: Apache-2.0
// Finds and checks the spaces of the project.
#include "tests/support/library.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

namespace nasg::testing {

namespace {

const std::map<std::string, double> kSmall{{"width", 4}, {"n", 1}, {"size", 8}};

std::vector<std::string> programs(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(NASG_SOURCE_DIR + folder))
    if (entry.path().extension() == ".nasg") paths.push_back(entry.path().string());
  std::ranges::sort(paths);
  return paths;
}

std::string program_text(const std::string& path, bool small) {
  std::ifstream file(path);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_FALSE(text.empty()) << path;
  if (!small) return text;
  constexpr std::string_view kImage = "[3, 32, 32]";
  for (std::size_t at = 0; (at = text.find(kImage, at)) != std::string::npos;)
    text.replace(at, kImage.size(), "[3, 8, 8]");
  return text;
}

std::vector<ir::Setting::Named> small_arguments(const ir::Space& space) {
  std::vector<ir::Setting::Named> arguments;
  for (const ir::ParamValue& parameter : space.params)
    if (const auto found = kSmall.find(parameter.name); found != kSmall.end())
      arguments.push_back({parameter.name, {found->second, {}}});
  return arguments;
}

void add_spaces(const std::string& path, bool small, std::vector<LibrarySpace>& spaces, diag::Sink& sink) {
  diag::SourceMap sources;
  const auto source = sources.add(path, program_text(path, small));
  const auto program = sema::Program::load(sources, source, {std::string(NASG_SOURCE_DIR) + "/stdlib"}, sink);
  for (const std::string& name : program.space_names()) {
    auto checked = program.instantiate(name, {}, sink);
    if (checked && small) checked = program.instantiate(name, small_arguments(checked->space), sink);
    if (checked) spaces.push_back({path, *std::move(checked)});
  }
}

}  // namespace

std::vector<LibrarySpace> library_spaces(const std::string& folder, bool small) {
  std::vector<LibrarySpace> spaces;
  for (const std::string& path : programs(folder)) {
    std::vector<LibrarySpace> of_file;
    diag::Sink sink;
    add_spaces(path, small, of_file, sink);
    if (small && sink.has_errors()) {  // its windows do not fit into small images
      of_file.clear();
      sink = {};
      add_spaces(path, false, of_file, sink);
    }
    EXPECT_TRUE(sink.all().empty()) << path << ": " << sink.all()[0].message();
    std::ranges::move(of_file, std::back_inserter(spaces));
  }
  return spaces;
}

}  // namespace nasg::testing
