// SPDX-License-Identifier: Apache-2.0
// Checks programs from text, for the tests of sema.
#include "tests/unit/sema/checked.h"

namespace nasg::testing {

Checked::Checked(const std::string& text, const std::string& path) {
  const diag::SourceId source = sources_.add(path, text);
  program_ = sema::Program::load(sources_, source, {std::string(NASG_SOURCE_DIR) + "/stdlib"}, sink_);
  program_->check(sink_);
}

std::vector<std::string> Checked::found() const {
  std::vector<std::string> lines;
  for (const diag::Diagnostic& diagnostic : sink_.all()) {
    std::string where = "-";
    if (diagnostic.primary.known()) {
      const auto at = sources_[diagnostic.primary.source].locate(diagnostic.primary.begin);
      where = std::to_string(at.line) + ":" + std::to_string(at.column);
    }
    lines.push_back(std::string(diag::info(diagnostic.code).id) + " " + where + " " + diagnostic.message());
  }
  return lines;
}

std::vector<std::string> Checked::codes() const {
  std::vector<std::string> codes;
  for (const diag::Diagnostic& diagnostic : sink_.all()) codes.emplace_back(diag::info(diagnostic.code).id);
  return codes;
}

std::string Checked::at(const diag::Place& place) const {
  return std::string(sources_[place.source].text().substr(place.begin, place.end - place.begin));
}

std::optional<sema::CheckedSpace> Checked::space(const std::string& name) const {
  diag::Sink sink;
  return program_->instantiate(name, {}, sink);
}

std::string space(const std::string& rules) {
  return "space S : [3, 8, 8] -> [3, 8, 8] { " + rules + " }";
}

}  // namespace nasg::testing
