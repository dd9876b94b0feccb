// SPDX-License-Identifier: Apache-2.0
// Relabelling by hashes in one walk back over each graph, and counting.
#include "search/kernels/features.h"

#include <algorithm>
#include <memory>
#include <type_traits>
#include <utility>

#include "runtime/derivation/label_hash.h"
#include "search/kernels/interner.h"
#include "search/kernels/parallel.h"

namespace nasg::search {

using derivation::next_label;

/// What one thread works with.
class FeatureExtractor::Worker {
 public:
  Worker(const FeatureExtractor& extractor, std::uint32_t whole_depth)
      : of_(extractor), whole_depth_(whole_depth) {}

  Features extract(Sight& sight);

 private:
  void relabel(const derivation::Trace& trace, std::uint64_t salt);
  template <class Depth>
  void walk(const derivation::Trace& trace, std::uint64_t salt, Depth depth);
  template <class Depth>
  void visit(std::size_t node, std::uint64_t label, std::span<const std::uint32_t> reads, Depth depth);
  void add_block(std::uint32_t first, std::uint32_t last);

  const FeatureExtractor& of_;
  std::uint32_t whole_depth_;
  std::uint32_t depth_ = 0;
  std::vector<std::uint64_t> sums_;    ///< node × depth: of the successors' labels
  std::vector<char> leads_;            ///< by node: to the output
  std::vector<std::uint64_t> labels_;  ///< iteration × nodes: of those met
  std::size_t nodes_ = 0;
  std::size_t met_ = 0;
  Interner number_;
  std::vector<Features::Count> counts_;  ///< the first `counted_`; what stands behind them is room
  std::size_t counted_ = 0;
  std::vector<std::uint32_t> begin_;
  std::vector<double> norms_;
};

Features FeatureExtractor::Worker::extract(Sight& sight) {
  const WlShape& shape = of_.shape_;
  counted_ = 0;
  begin_.assign(1, 0);
  norms_.clear();
  const std::span traces = sight.graphs(of_.graphs_, static_cast<std::uint32_t>(shape.depths.size()) - 1);
  for (std::size_t i = 0; i < traces.size(); ++i) {
    const bool apart = i == 0 && shape.split_whole;
    depth_ = apart ? std::min(whole_depth_, shape.depths[i]) : shape.depths[i];
    relabel(traces[i], derivation::graph_salt(i));
    if (!apart) add_block(0, depth_ + 1);
    for (std::uint32_t t = 0; apart && t <= shape.depths[i]; ++t) add_block(t, t <= depth_ ? t + 1 : t);
  }
  return {{counts_.data(), counts_.data() + counted_}, begin_, norms_};
}

void FeatureExtractor::Worker::relabel(const derivation::Trace& trace, std::uint64_t salt) {
  nodes_ = trace.labels.size();
  met_ = 0;
  sums_.assign(nodes_ * depth_ + 1, 0);
  leads_.assign(nodes_, 0);
  labels_.resize(nodes_ * (depth_ + 1));
  // The usual depths are known to the compiler.
  switch (depth_) {
    case 0: return walk(trace, salt, std::integral_constant<std::uint32_t, 0>());
    case 1: return walk(trace, salt, std::integral_constant<std::uint32_t, 1>());
    case 2: return walk(trace, salt, std::integral_constant<std::uint32_t, 2>());
    case 4: return walk(trace, salt, std::integral_constant<std::uint32_t, 4>());
    default: return walk(trace, salt, depth_);
  }
}

template <class Depth>
void FeatureExtractor::Worker::walk(const derivation::Trace& trace, std::uint64_t salt, Depth depth) {
  const auto first_label = [&](std::size_t v) { return of_.label_hashes_[trace.labels[v]] ^ salt; };
  visit(1, first_label(1), trace.reads_of_output(), depth);
  const std::uint32_t inputs = of_.graphs_.inputs();
  for (std::size_t v = nodes_; v-- > 0;)
    if (v > inputs ? leads_[v] != 0 : v != 1) visit(v, first_label(v), trace.reads_of(v), depth);
}

/// The node's sums become its labels, which are counted and join the sums of what it reads.
template <class Depth>
void FeatureExtractor::Worker::visit(std::size_t node, std::uint64_t label,
                                     std::span<const std::uint32_t> reads, Depth depth) {
  std::uint64_t* const own = &sums_[node * depth];
  std::uint64_t* to = &labels_[met_++];
  for (std::uint32_t t = 0; t < depth; ++t, to += nodes_) {
    *to = label;
    const std::uint64_t sum = std::exchange(own[t], label);
    label = next_label(label, sum);
  }
  *to = label;
  for (const std::uint32_t from : reads) {
    leads_[from] = 1;
    for (std::uint32_t t = 0; t < depth; ++t) sums_[from * depth + t] += own[t];
  }
}

/// Of iterations first … last-1.
void FeatureExtractor::Worker::add_block(std::uint32_t first, std::uint32_t last) {
  const std::size_t most = (last - first) * met_;
  number_.reset(most);
  if (counts_.size() < counted_ + most) counts_.resize(2 * (counted_ + most));
  Features::Count* const block = counts_.data() + counted_;
  const auto count = [block](std::uint32_t number, std::uint64_t label, bool is_new) {
    block[number] = {label, is_new ? 1 : block[number].count + 1};
  };
  for (std::uint32_t t = first; t < last; ++t)
    number_.for_each(std::span(labels_).subspan(t * nodes_, met_), count);
  counted_ += number_.size();
  std::uint64_t norm = 0;
  for (const Features::Count& entry : std::span(block, number_.size()))
    norm += std::uint64_t{entry.count} * entry.count;
  begin_.push_back(static_cast<std::uint32_t>(counted_));
  norms_.push_back(static_cast<double>(norm));
}

FeatureExtractor::FeatureExtractor(const ir::Space& space, WlShape shape)
    : graphs_(space), shape_(std::move(shape)) {
  for (std::uint32_t i = 0; i < graphs_.label_count(); ++i)
    label_hashes_.push_back(derivation::label_hash(graphs_.label(i)));
}

std::vector<Features> FeatureExtractor::operator()(std::span<const derivation::Derivation> derivations,
                                                   std::uint32_t whole_depth, unsigned threads) const {
  constexpr std::size_t kGrain = 4;
  std::vector<Features> features(derivations.size());
  Pieces pieces(derivations.size(), kGrain);
  pieces.run(threads, [&] {
    Worker worker(*this, whole_depth);
    Sight sight;
    while (const Pieces::Piece piece = pieces.next())
      for (std::size_t i = piece.begin; i < piece.end; ++i) {
        sight.turn_to(derivations[i]);
        features[i] = worker.extract(sight);
      }
  });
  return features;
}

std::function<Features(Sight&)> FeatureExtractor::worker(std::uint32_t whole_depth) const {
  const auto worker = std::make_shared<Worker>(*this, whole_depth);
  return [worker](Sight& sight) { return worker->extract(sight); };
}

}  // namespace nasg::search
