// SPDX-License-Identifier: Apache-2.0
// The values of a pickle.
#include "search/benchmarks/pickle.h"

namespace nasg::benchmarks {

using Kind = Pickle::Kind;
using Value = Pickle::Value;

std::optional<double> Pickle::number(const Value& value) const {
  if (value.kind == Kind::kReal) return std::bit_cast<double>(value.bits);
  if (value.kind == Kind::kInteger) return static_cast<double>(static_cast<std::int64_t>(value.bits));
  return std::nullopt;
}

std::optional<std::string_view> Pickle::text(const Value& value) const {
  if (value.kind != Kind::kText) return std::nullopt;
  return texts_[value.bits];
}

std::span<const Value> Pickle::items(const Value& sequence) const {
  if (sequence.kind != Kind::kSequence) return {};
  return sequences_[sequence.bits];
}

std::span<const Pickle::Entry> Pickle::entries(const Value& dictionary) const {
  if (dictionary.kind != Kind::kDictionary) return {};
  return dictionaries_[dictionary.bits];
}

const Value* Pickle::find(const Value& dictionary, std::string_view key) const {
  for (const auto& [name, value] : entries(dictionary))
    if (text(name) == key) return &value;
  return nullptr;
}

void Pickle::clear(const Value& dictionary) {
  if (dictionary.kind == Kind::kDictionary) std::vector<Entry>().swap(dictionaries_[dictionary.bits]);
}

Value Pickle::add_text(std::string text) {
  const auto known = text_places_.find(text);
  if (known != text_places_.end()) return {Kind::kText, known->second};
  texts_.push_back(std::move(text));
  text_places_.emplace(texts_.back(), texts_.size() - 1);
  return {Kind::kText, texts_.size() - 1};
}

}  // namespace nasg::benchmarks
