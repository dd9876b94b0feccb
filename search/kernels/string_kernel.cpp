// SPDX-License-Identifier: Apache-2.0
// Counts of strings by depth, and their normalised dot products.
#include "search/kernels/string_kernel.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "search/kernels/gram.h"
#include "search/kernels/histogram.h"
#include "search/kernels/parallel.h"

namespace nasg::search {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index kKinds = 3;
enum Kind : std::size_t { kOperator, kOperands, kBoth };

/// Rules on the longest path of any derivation, kStringDepths at most.
std::uint32_t count_depths(const ir::Space& space) {
  std::vector<std::uint32_t> heights(space.nonterminals.size(), 0);
  for (std::uint32_t round = 0; round < kStringDepths; ++round)
    for (const ir::Rule& rule : space.rules) {
      std::uint32_t below = 0;
      for (const ir::NonterminalId hole : rule.holes) below = std::max(below, heights[hole.index()]);
      std::uint32_t& height = heights[rule.lhs.index()];
      height = std::max(height, std::min(kStringDepths, below + 1));
    }
  std::uint32_t most = 1;
  for (const ir::NonterminalId root : space.roots) most = std::max(most, heights[root.index()]);
  return std::min(most, space.depth_limit.value_or(kStringDepths));
}

class StringCounter {
 public:
  explicit StringCounter(const ir::Space& space) : space_(space), depths_(count_depths(space)) {
    for (const ir::Rule& rule : space.rules) {
      std::uint64_t key = 0;
      for (const char c : rule.head) key = spread(key, static_cast<unsigned char>(c));
      heads_.push_back(key);
    }
  }
  std::uint32_t depths() const { return depths_; }
  /// The blocks of an index: kind s of depth d is block 3 d + s.
  WlShape shape() const { return {std::vector<std::uint32_t>(depths_ * kKinds, 0), false}; }

  /// Counts one derivation after another in memory that it keeps; each thread has its own.
  class Worker {
   public:
    /// The counter must outlive it.
    explicit Worker(const StringCounter& counter) : of_(counter), blocks_(of_.depths_ * kKinds) {}

    Features operator()(const derivation::Derivation& derivation) {
      find_operands(derivation.rules);
      for (std::vector<std::uint64_t>& block : blocks_) block.clear();
      for (std::size_t p = 0; p < nodes_.size(); ++p) {
        const std::size_t block = nodes_[p].block;
        const std::uint64_t head = of_.heads_[derivation.rules[p].index()];
        blocks_[block + kOperator].push_back(spread(head, block));
        if (of_.space_[derivation.rules[p]].holes.empty()) continue;
        blocks_[block + kOperands].push_back(spread(nodes_[p].operands));
        blocks_[block + kBoth].push_back(spread(nodes_[p].operands, head));
      }
      Features features{{}, {0}, {}};
      for (const std::vector<std::uint64_t>& block : blocks_) {
        const std::size_t begin = features.counts.size();
        number_.reset(block.size());
        number_.for_each(block, [&](std::uint32_t number, std::uint64_t key, bool is_new) {
          if (is_new) features.counts.push_back({key, 0});
          ++features.counts[begin + number].count;
        });
        double norm = 0;
        for (std::size_t i = begin; i < features.counts.size(); ++i)
          norm += static_cast<double>(features.counts[i].count) * features.counts[i].count;
        features.begin.push_back(static_cast<std::uint32_t>(features.counts.size()));
        features.norms.push_back(norm);
      }
      return features;
    }

   private:
    struct Node {
      std::size_t block;       ///< the first of its depth
      std::uint64_t operands;  ///< a key of the depth, then of each operator that its holes derive
    };
    void find_operands(std::span<const ir::RuleId> rules) {
      nodes_.clear();
      parents_.assign(of_.space_.roots.size(), kRoot);
      for (std::size_t p = 0; p < rules.size(); ++p) {
        const std::size_t parent = parents_.back();
        parents_.pop_back();
        std::size_t block = 0;
        if (parent != kRoot) {
          block = std::min(nodes_[parent].block + kKinds, (of_.depths_ - 1) * std::size_t{kKinds});
          nodes_[parent].operands = spread(nodes_[parent].operands, of_.heads_[rules[p].index()]);
        }
        nodes_.push_back({block, block + 1});
        parents_.insert(parents_.end(), of_.space_[rules[p]].holes.size(), p);
      }
    }

    static constexpr std::size_t kRoot = SIZE_MAX;
    const StringCounter& of_;
    std::vector<Node> nodes_;           ///< by position
    std::vector<std::size_t> parents_;  ///< of the rules that are still to come, the next one last
    std::vector<std::vector<std::uint64_t>> blocks_;
    Interner number_;
  };

 private:
  const ir::Space& space_;
  std::uint32_t depths_;
  std::vector<std::uint64_t> heads_;  ///< by rule
};

/// What parameters mean.
struct StringWeights {
  VectorXd depths;
  MatrixXd kinds;  ///< kind × depth

  StringWeights(const KernelParameters& parameters, Index count)
      : depths(VectorXd::Constant(count, 1 / static_cast<double>(count))),
        kinds(MatrixXd::Constant(kKinds, count, 1.0 / kKinds)) {
    if (parameters.values.size() == 0) return;
    depths = softmax(parameters.values.head(count));
    for (Index d = 0; d < count; ++d)
      kinds.col(d) = softmax(parameters.values.segment(count + kKinds * d, kKinds));
  }
};

KernelParameters start_of(bool learned, Index depths) {
  return {VectorXd::Zero(learned ? depths * (1 + kKinds) : 0), {}};
}

/// n_d(a, a)^-1/2, or 0 if it has nothing there.
double inverse_root(double norm) {
  return norm > 0 ? 1 / std::sqrt(norm) : 0;
}

class StringGram final : public ParametricGram {
 public:
  /// `dots`: by block, n × n.
  StringGram(bool learned, std::vector<MatrixXd> dots) : learned_(learned), dots_(std::move(dots)) {}

  Index size() const override { return dots_[0].rows(); }
  KernelParameters start() const override { return start_of(learned_, depths()); }
  MatrixXd gram(const KernelParameters& parameters) const override { return at(parameters).gram; }
  GramPoint at(const KernelParameters& parameters) const override {
    const StringWeights weights(parameters, depths());
    std::vector<Depth> at_depths;
    MatrixXd sum = MatrixXd::Zero(size(), size());
    for (Index d = 0; d < depths(); ++d) {
      at_depths.push_back(at_depth(d, weights.kinds.col(d)));
      sum += weights.depths[d] * at_depths.back().gram;
    }
    return {std::move(sum), [this, weights, at_depths = std::move(at_depths)](const MatrixXd& slope) {
              return gradient(weights, at_depths, slope);
            }};
  }
  std::unique_ptr<ParametricGram> part(std::span<const std::size_t> members) const override {
    return std::make_unique<StringGram>(learned_, part_of(dots_, members));
  }

 private:
  struct Depth {
    MatrixXd gram;
    VectorXd inverse_roots;
  };
  Index depths() const { return static_cast<Index>(dots_.size()) / kKinds; }
  Depth at_depth(Index d, const VectorXd& kinds) const {
    const std::size_t block = static_cast<std::size_t>(d * kKinds);
    MatrixXd sum = kinds[0] * dots_[block] + kinds[1] * dots_[block + 1] + kinds[2] * dots_[block + 2];
    VectorXd roots = sum.diagonal().unaryExpr(&inverse_root);
    const VectorXd nothing = (roots.array() == 0).cast<double>();
    sum = roots.asDiagonal() * sum * roots.asDiagonal();
    sum += nothing * nothing.transpose();
    return {std::move(sum), std::move(roots)};
  }
  VectorXd gradient(const StringWeights& weights, const std::vector<Depth>& at_depths,
                    const MatrixXd& slope) const {
    if (!learned_) return {};
    VectorXd gradient(depths() * (1 + kKinds)), by_depth(depths());
    for (Index d = 0; d < depths(); ++d) {
      const Depth& depth = at_depths[static_cast<std::size_t>(d)];
      by_depth[d] = lower_sum(slope, depth.gram);
      // dk / dw_s = c_s(a) · c_s(b) / (m_a m_b) - k / 2 (c_s(a)² / m_a² + c_s(b)² / m_b²)
      MatrixXd part = slope.triangularView<Eigen::Lower>();
      part *= weights.depths[d];
      const MatrixXd product = part.cwiseProduct(depth.gram);
      const VectorXd ends = product.rowwise().sum() + product.colwise().sum().transpose();
      const MatrixXd scaled = depth.inverse_roots.asDiagonal() * part * depth.inverse_roots.asDiagonal();
      VectorXd by_kind(kKinds);
      for (Index s = 0; s < kKinds; ++s) {
        const MatrixXd& dots = dots_[static_cast<std::size_t>(d * kKinds + s)];
        const VectorXd own = dots.diagonal().array() * depth.inverse_roots.array().square();
        by_kind[s] = lower_sum(scaled, dots) - 0.5 * ends.dot(own);
      }
      gradient.segment(depths() + kKinds * d, kKinds) = softmax_gradient(weights.kinds.col(d), by_kind);
    }
    gradient.head(depths()) = softmax_gradient(weights.depths, by_depth);
    return gradient;
  }

  bool learned_;
  std::vector<MatrixXd> dots_;
};

class StringSet final : public KernelSet {
 public:
  StringSet(const StringCounter& count, bool learned) : count_(&count), learned_(learned) {}

  Index size() const override { return static_cast<Index>(features_.size()); }
  void resize(Index size) override {
    if (size == this->size()) return;
    features_.resize(static_cast<std::size_t>(size));
    index_.reset();
  }
  Reader reader() override {
    return [this, count = StringCounter::Worker(*count_)](std::size_t number, const Sight& sight) mutable {
      features_[number] = count(sight.derivation());
    };
  }
  std::unique_ptr<KernelSet> pick(std::span<const std::size_t> members) const override {
    auto picked = std::make_unique<StringSet>(*count_, learned_);
    for (const std::size_t i : members) picked->features_.push_back(features_[i]);
    return picked;
  }
  std::unique_ptr<KernelSet> beside(const KernelParameters&) const override {
    return std::make_unique<StringSet>(*count_, learned_);
  }

  std::unique_ptr<ParametricGram> parametric() const override {
    std::vector<MatrixXd> dots(count_->depths() * kKinds, MatrixXd(size(), size()));
    for_dots(features_, [&](Index i, const MatrixXd& column) {
      for (std::size_t b = 0; b < dots.size(); ++b) dots[b].col(i) = column.col(static_cast<Index>(b));
    });
    return std::make_unique<StringGram>(learned_, std::move(dots));
  }
  MatrixXd gram(const KernelParameters& parameters) const override { return cross(*this, parameters); }
  MatrixXd cross(const KernelSet& others, const KernelParameters& parameters) const override {
    const auto& candidates = static_cast<const StringSet&>(others).features_;
    const auto depths = static_cast<Index>(count_->depths());
    const StringWeights weights(parameters, depths);
    const MatrixXd own = inverse_roots(features_, weights), theirs = inverse_roots(candidates, weights);
    MatrixXd sum(size(), static_cast<Index>(candidates.size()));
    for_dots(candidates, [&](Index i, const MatrixXd& dots) {
      VectorXd column = VectorXd::Zero(size());
      for (Index d = 0; d < depths; ++d) {
        if (theirs(i, d) == 0) {
          column.array() += weights.depths[d] * (own.col(d).array() == 0).cast<double>();
          continue;
        }
        const VectorXd kinds = dots.middleCols(d * kKinds, kKinds) * weights.kinds.col(d);
        column.array() += weights.depths[d] * theirs(i, d) * own.col(d).array() * kinds.array();
      }
      sum.col(i) = column;
    });
    return sum;
  }
  KernelParameters shape() const override { return start_of(learned_, count_->depths()); }
  std::string text(const KernelParameters& parameters) const override {
    std::string text = "depth weights";
    for (const double weight : StringWeights(parameters, count_->depths()).depths)
      text += " " + short_text(weight);
    return text;
  }

 private:
  const FeatureIndex& index() const {
    if (!index_) index_.emplace(count_->shape(), features_);
    return *index_;
  }
  /// Hands on the dot products of each candidate with all of the set, a column for each block.
  template <class Use>
  void for_dots(std::span<const Features> candidates, const Use& use) const {
    constexpr std::size_t kGrain = 8;
    const FeatureIndex& index = this->index();
    Pieces pieces(candidates.size(), kGrain);
    pieces.run(0, [&] {
      MatrixXd dots(size(), static_cast<Index>(count_->depths()) * kKinds);
      while (const Pieces::Piece piece = pieces.next())
        for (std::size_t i = piece.begin; i < piece.end; ++i) {
          index.dots(candidates[i], dots);
          use(static_cast<Index>(i), dots);
        }
    });
  }
  /// By architecture and depth.
  static MatrixXd inverse_roots(std::span<const Features> features, const StringWeights& weights) {
    const Index depths = weights.depths.size();
    MatrixXd roots(static_cast<Index>(features.size()), depths);
    for (Index i = 0; i < roots.rows(); ++i)
      for (Index d = 0; d < depths; ++d) {
        const Eigen::Map<const VectorXd> norms(
            features[static_cast<std::size_t>(i)].norms.data() + d * kKinds, kKinds);
        roots(i, d) = inverse_root(norms.dot(weights.kinds.col(d)));
      }
    return roots;
  }

  const StringCounter* count_;
  bool learned_;
  std::vector<Features> features_;
  mutable std::optional<FeatureIndex> index_;  ///< of all features, made when it is first asked for
};

class StringKernel final : public Kernel {
 public:
  StringKernel(const ir::Space& space, bool learned) : count_(space), learned_(learned) {}
  std::unique_ptr<KernelSet> set() const override { return std::make_unique<StringSet>(count_, learned_); }

 private:
  StringCounter count_;
  bool learned_;
};

}  // namespace

diag::Result<std::unique_ptr<Kernel>> make_string_kernel(const ir::Setting& setting, const ir::Space& space) {
  ir::SettingReader reader(setting);
  const std::string weights = reader.text("weights", "learned");
  if (weights != "learned" && weights != "uniform")
    reader.refuse("weights", "must be `learned` or `uniform`");
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return std::unique_ptr<Kernel>(std::make_unique<StringKernel>(space, weights == "learned"));
}

}  // namespace nasg::search
