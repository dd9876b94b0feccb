// SPDX-License-Identifier: Apache-2.0
// Texts under the hands of a person.
#include "compiler/lsp/documents.h"

#include "compiler/lsp/uri.h"

namespace nasg::lsp {

Position position_of(const Json& json) {
  return {json.at("line"), json.at("character")};
}

void Documents::open(const Json& item) {
  Document document;
  document.uri = item.at("uri");
  document.path = path_of(document.uri);
  document.text = item.at("text");
  document.version = item.value("version", 0);
  const std::string uri = document.uri;
  documents_[uri] = std::move(document);
  changed_.insert(uri);
}

void Documents::change(const Json& identifier, const Json& changes) {
  const auto found = documents_.find(identifier.at("uri"));
  if (found == documents_.end()) return;
  Document& document = found->second;
  document.version = identifier.value("version", document.version);
  document.analysis.reset();
  changed_.insert(document.uri);
  for (const Json& change : changes) {
    const std::string text = change.at("text");
    if (const auto range = change.find("range"); range != change.end()) {
      const Positions positions(document.text);
      const std::size_t begin = positions.offset(position_of(range->at("start")));
      const std::size_t end = std::max(begin, positions.offset(position_of(range->at("end"))));
      document.text.replace(begin, end - begin, text);
    } else {
      document.text = text;
    }
  }
}

bool Documents::close(const std::string& uri) {
  changed_.erase(uri);
  return documents_.erase(uri) > 0;
}

void Documents::outdate() {
  for (auto& [uri, document] : documents_) {
    document.analysis.reset();
    changed_.insert(uri);
  }
}

Document* Documents::analysed(Document& document) {
  if (!document.analysis) document.analysis = std::make_unique<Analysis>(document.path, document.text);
  return &document;
}

Document* Documents::find(const std::string& uri) {
  const auto found = documents_.find(uri);
  return found == documents_.end() ? nullptr : analysed(found->second);
}

std::vector<Document*> Documents::all() {
  std::vector<Document*> all;
  for (auto& [uri, document] : documents_) all.push_back(analysed(document));
  return all;
}

}  // namespace nasg::lsp
