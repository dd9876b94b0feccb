// SPDX-License-Identifier: Apache-2.0
// Relabelling by hashes, and counting by interned labels.
#include "search/kernels/features.h"

#include <string_view>
#include <utility>

namespace nasg::search {
namespace {

/// The mixer of SplitMix64: a bijection of 64-bit numbers.
std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

std::uint64_t hash(std::string_view text) {
  std::uint64_t value = 0x9E3779B97F4A7C15ULL;
  for (const char c : text) value = mix(value ^ static_cast<unsigned char>(c)) + 0x632BE59BD9B4E019ULL;
  return value;
}

}  // namespace

Interner::Interner() : slots_(1024) {}

std::uint32_t Interner::operator()(std::uint64_t key) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = key & mask;
  while (slots_[at].number != UINT32_MAX && slots_[at].key != key) at = (at + 1) & mask;
  if (slots_[at].number != UINT32_MAX) return slots_[at].number;
  slots_[at] = {key, static_cast<std::uint32_t>(size_++)};
  const std::uint32_t number = slots_[at].number;
  if (2 * size_ > slots_.size()) grow();
  return number;
}

void Interner::grow() {
  std::vector<Slot> old(2 * slots_.size());
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.number == UINT32_MAX) continue;
    std::size_t at = slot.key & mask;
    while (slots_[at].number != UINT32_MAX) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

FeatureExtractor::FeatureExtractor(const ir::Space& space, WlShape shape)
    : graphs_(space), shape_(std::move(shape)), whole_limit_(shape_.depths[0]) {
  for (std::uint32_t i = 0; i < graphs_.label_count(); ++i) label_hashes_.push_back(hash(graphs_.label(i)));
}

Features FeatureExtractor::operator()(const derivation::Derivation& derivation) {
  Features features;
  features.begin.push_back(0);
  const auto levels = static_cast<std::uint32_t>(shape_.depths.size()) - 1;
  const std::vector<derivation::Graph> graphs = graphs_.graphs(derivation, levels);
  for (std::size_t i = 0; i < graphs.size(); ++i) add_graph(graphs[i], i, features);
  return features;
}

void FeatureExtractor::add_graph(const derivation::Graph& graph, std::size_t index, Features& features) {
  const std::uint64_t salt = mix(index + 1);
  labels_.resize(graph.labels.size());
  for (std::size_t v = 0; v < labels_.size(); ++v) labels_[v] = label_hashes_[graph.labels[v]] ^ salt;
  for (const std::uint64_t label : labels_) count(label);
  for (std::uint32_t iteration = 1; iteration <= shape_.depths[index]; ++iteration) {
    const bool apart = index == 0 && shape_.split_whole;
    if (apart) end_block(features);
    if (apart && iteration > whole_limit_) continue;
    sums_.assign(labels_.size(), 0);
    for (const auto& [from, to] : graph.edges) sums_[from] += mix(labels_[to]);
    for (std::size_t v = 0; v < labels_.size(); ++v) {
      labels_[v] = mix(mix(labels_[v] + iteration) ^ (sums_[v] * 0x9E3779B97F4A7C15ULL));
      count(labels_[v]);
    }
  }
  end_block(features);
}

void FeatureExtractor::count(std::uint64_t label) {
  const std::uint32_t feature = intern_(label);
  if (feature >= counts_.size()) counts_.resize(2 * feature + 64, 0);
  if (counts_[feature]++ == 0) touched_.push_back(feature);
}

void FeatureExtractor::end_block(Features& features) {
  double norm = 0;
  for (const std::uint32_t feature : touched_) {
    const std::uint32_t count = std::exchange(counts_[feature], 0);
    features.counts.push_back({feature, count});
    norm += static_cast<double>(count) * count;
  }
  touched_.clear();
  features.begin.push_back(static_cast<std::uint32_t>(features.counts.size()));
  features.norms.push_back(norm);
}

}  // namespace nasg::search
