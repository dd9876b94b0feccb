// SPDX-License-Identifier: Apache-2.0
// Names nodes, and sorts named ones.
#include "runtime/derivation/named_nodes.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

namespace nasg::derivation {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kMark = "nodes ";

/// No notation nests deeper, and what walks the nodes calls itself.
constexpr int kDeepest = 8;

std::optional<Json> read(std::string_view text) {
  const auto is_shallow = [](int depth, Json::parse_event_t, const Json&) { return depth <= kDeepest; };
  Json json = Json::parse(text, is_shallow, /*allow_exceptions=*/false);
  return json.is_discarded() ? std::nullopt : std::optional(std::move(json));
}

/// With a blank behind commas and colons, as templates have it.
std::string spaced(const Json& json) {
  if (!json.is_structured()) return json.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string text;
  for (const auto& [key, value] : json.items())
    text += (text.empty() ? "" : ", ") + (json.is_object() ? Json(key).dump() + ": " : "") + spaced(value);
  return json.is_object() ? "{" + text + "}" : "[" + text + "]";
}

/// Puts `rename(text)` in the place of each text within a node, keys apart.
template <class Rename>
Json renamed(const Json& json, const Rename& rename) {
  if (json.is_string()) return rename(json.get<std::string>());
  Json made = json;
  if (json.is_structured())
    for (auto& part : made) part = renamed(part, rename);
  return made;
}

std::string reference(std::size_t node) {
  return "#" + std::to_string(node);
}

/// Puts nodes in an order in which each stands behind those that it refers to: as long as there is one whose
/// references all have numbers, the first such is next.
class Sorter {
 public:
  explicit Sorter(const Json& nodes) : nodes_(nodes) {}

  std::optional<Json> sort() {
    Json list = Json::array();
    while (numbers_.size() < nodes_.size()) {
      const auto next = find_next();
      if (next == nodes_.end()) return std::nullopt;
      list.push_back(numbered(*next));
      numbers_.emplace(next.key(), reference(numbers_.size()));
    }
    return list;
  }

  /// What is called so, or `otherwise`.
  std::string node(const std::string& name, const std::string& otherwise) const {
    const auto found = numbers_.find(name);
    return found == numbers_.end() ? otherwise : found->second;
  }

 private:
  Json::const_iterator find_next() const {
    for (auto node = nodes_.begin(); node != nodes_.end(); ++node) {
      if (numbers_.contains(node.key())) continue;
      bool ready = true;
      renamed(*node, [&](const std::string& text) {
        ready = ready && (!nodes_.contains(text) || numbers_.contains(text));
        return text;
      });
      if (ready) return node;
    }
    return nodes_.end();
  }

  Json numbered(const Json& json) const {
    return renamed(json, [this](const std::string& text) { return node(text, text); });
  }

  const Json& nodes_;
  std::map<std::string, std::string> numbers_;  ///< of the sorted nodes, by name
};

bool are_texts(const Json& json) {
  return std::ranges::all_of(json, [](const Json& part) { return part.is_string(); });
}

/// The results of a notation, or of a list, and what each is by default.
std::optional<Json> results_in(std::string_view text) {
  auto results = read(text.substr(kMark.size(), text.find('}') + 1 - kMark.size()));
  return results && results->is_object() && are_texts(*results) ? results : std::nullopt;
}

/// The list behind its results; nothing if templates wrote something else.
std::optional<Json> list_in(std::string_view text, std::size_t results) {
  auto list = read(text.substr(text.find('}') + 1));
  if (!list || !list->is_array() || list->empty()) return std::nullopt;
  const Json& values = list->back();
  return values.is_array() && values.size() == results && are_texts(values) ? list : std::nullopt;
}

}  // namespace

bool lists_nodes(const ir::Notation& notation) {
  return notation.frame && notation.frame->text[0].starts_with(kMark);
}

std::optional<std::string> list_nodes(const ir::Notation& notation, std::string_view object) {
  const auto results = results_in(notation.frame->text[0]);
  const auto nodes = object.starts_with('{') ? read(object) : std::nullopt;
  if (!results || !nodes || !nodes->is_object()) return std::nullopt;
  Sorter sorter(*nodes);
  std::optional<Json> list = sorter.sort();
  if (!list) return std::nullopt;
  Json values = Json::array();
  for (const auto& [name, otherwise] : results->items())
    values.push_back(sorter.node(name, otherwise.get<std::string>()));
  list->push_back(std::move(values));
  return std::string(kMark) + spaced(*results) + " " + spaced(*list);
}

std::optional<std::string> name_nodes(std::string_view text) {
  const auto results = results_in(text);
  const auto list = results ? list_in(text, results->size()) : std::nullopt;
  if (!list) return std::nullopt;
  std::map<std::string, std::string> names;
  std::size_t value = 0;
  for (const auto& [name, otherwise] : results->items()) {
    const std::string own = list->back().at(value++).get<std::string>();
    if (own == otherwise.get<std::string>()) continue;
    if (!own.starts_with('#') || !names.emplace(own, name).second) return std::nullopt;
  }
  Json object = Json::object();
  const auto named = [&](const std::string& known) {
    const auto found = names.find(known);
    return found == names.end() ? known : found->second;
  };
  for (std::size_t node = 0; node + 1 < list->size(); ++node) {
    const auto [name, fresh] = names.emplace(reference(node), "node_" + std::to_string(node));
    object[name->second] = renamed(list->at(node), named);
  }
  return spaced(object);
}

}  // namespace nasg::derivation
