// SPDX-License-Identifier: Apache-2.0
// Diagnostics as JSON.
#include <nlohmann/json.hpp>

#include "compiler/diag/render.h"

namespace nasg::diag {

namespace {

using Json = nlohmann::ordered_json;

Json position(const LineColumn& at) {
  return {{"line", at.line}, {"column", at.column}};
}

/// Adds where it is; nothing for what has no place.
void add_place(Json& object, const SourceMap& sources, Place place) {
  if (!place.known()) return;
  const Source& source = sources[place.source];
  const LineColumn begin = source.locate(place.begin);
  object["path"] = source.path();
  object["line"] = begin.line;
  object["column"] = begin.column;
  object["end"] = position(source.locate(place.end));
}

Json to_json(const SourceMap& sources, const Diagnostic& diagnostic) {
  const CodeInfo& row = info(diagnostic.code);
  Json object{{"code", row.id},
              {"severity", row.severity == Severity::kError ? "error" : "warning"},
              {"name", row.name},
              {"message", diagnostic.message()}};
  add_place(object, sources, diagnostic.primary);
  object["labels"] = Json::array();
  for (const Label& label : diagnostic.labels) {
    Json entry{{"text", label.text}};
    add_place(entry, sources, label.place);
    object["labels"].push_back(std::move(entry));
  }
  object["notes"] = diagnostic.notes;
  object["fixes"] = Json::array();
  for (const Fix& fix : diagnostic.fixes) {
    Json entry{{"text", fix.text}, {"replacement", fix.replacement}};
    add_place(entry, sources, fix.place);
    object["fixes"].push_back(std::move(entry));
  }
  return object;
}

}  // namespace

std::string render_json(const SourceMap& sources, const Sink& sink) {
  std::string text = "[";
  for (const Diagnostic& diagnostic : sink.all()) {
    text += text.size() > 1 ? ",\n" : "\n";
    text += to_json(sources, diagnostic).dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  return text + (text.size() > 1 ? "\n]" : "]");
}

}  // namespace nasg::diag
