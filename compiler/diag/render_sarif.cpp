// SPDX-License-Identifier: Apache-2.0
// Diagnostics as SARIF 2.1.0.
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>

#include "compiler/diag/render.h"

namespace nasg::diag {

namespace {

using Json = nlohmann::ordered_json;

/// A path as a URI reference (RFC 3986): what is not unreserved or `/` becomes %XX.
std::string uri(const std::string& path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 &&
        (std::isalnum(byte) != 0 || std::string_view("-._~/").find(c) != std::string_view::npos)) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 0xF];
    }
  }
  return out;
}

Json artifact(const Source& source) {
  return {{"uri", uri(source.path())}};
}

Json region(const Source& source, Place place) {
  const LineColumn begin = source.locate(place.begin);
  const LineColumn end = source.locate(place.end);
  return {{"startLine", begin.line},
          {"startColumn", begin.column},
          {"endLine", end.line},
          {"endColumn", end.column}};
}

Json location(const SourceMap& sources, Place place) {
  const Source& source = sources[place.source];
  return {{"physicalLocation", {{"artifactLocation", artifact(source)}, {"region", region(source, place)}}}};
}

Json sarif_fix(const SourceMap& sources, const Fix& fix) {
  const Source& source = sources[fix.place.source];
  Json replacement{{"deletedRegion", region(source, fix.place)},
                   {"insertedContent", {{"text", fix.replacement}}}};
  Json change{{"artifactLocation", artifact(source)},
              {"replacements", Json::array({std::move(replacement)})}};
  return {{"description", {{"text", fix.text}}}, {"artifactChanges", Json::array({std::move(change)})}};
}

Json result(const SourceMap& sources, const Diagnostic& diagnostic, std::size_t rule) {
  std::string message = diagnostic.message();
  for (const std::string& note : diagnostic.notes) message += "\nnote: " + note;
  Json object{{"ruleId", info(diagnostic.code).id},
              {"ruleIndex", rule},
              {"level", diagnostic.severity() == Severity::kError ? "error" : "warning"},
              {"message", {{"text", message}}}};
  if (diagnostic.primary.known()) object["locations"] = Json::array({location(sources, diagnostic.primary)});
  for (const Label& label : diagnostic.labels) {
    if (!label.place.known()) continue;
    Json related = location(sources, label.place);
    related["message"] = {{"text", label.text}};
    object["relatedLocations"].push_back(std::move(related));
  }
  for (const Fix& fix : diagnostic.fixes)
    if (fix.place.known()) object["fixes"].push_back(sarif_fix(sources, fix));
  return object;
}

}  // namespace

std::string render_sarif(const SourceMap& sources, const Sink& sink) {
  std::map<Code, std::size_t> indexes;
  Json rules = Json::array();
  Json results = Json::array();
  for (const Diagnostic& diagnostic : sink.all()) {
    const auto [at, added] = indexes.emplace(diagnostic.code, rules.size());
    if (added) {
      const CodeInfo& row = info(diagnostic.code);
      rules.push_back(
          {{"id", row.id},
           {"name", row.name},
           {"fullDescription", {{"text", row.explanation}}},
           {"defaultConfiguration", {{"level", row.severity == Severity::kError ? "error" : "warning"}}}});
    }
    results.push_back(result(sources, diagnostic, at->second));
  }
  Json run{{"tool", {{"driver", {{"name", "nasgc"}, {"rules", std::move(rules)}}}}},
           {"columnKind", "unicodeCodePoints"},
           {"results", std::move(results)}};
  const Json log{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                 {"version", "2.1.0"},
                 {"runs", Json::array({std::move(run)})}};
  return log.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace nasg::diag
