// SPDX-License-Identifier: Apache-2.0
// Weighted sums of Weisfeiler-Lehman components.
#include "search/kernels/wl_kernel.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "search/kernels/gram.h"
#include "search/kernels/growing_index.h"

namespace nasg::search {
namespace {

constexpr std::uint32_t kDeepest = 20;
constexpr std::uint32_t kDepthsTried = 4;
constexpr std::uint32_t kUsualDepth = 2;

bool is_depth(double value) {
  return value >= 0 && value <= kDeepest && value == std::floor(value);
}

void read_depths(ir::SettingReader& reader, const char* key, std::vector<double> given, std::size_t most,
                 WlSpec& spec) {
  if (given.size() > most) {
    reader.refuse(key, "has " + std::to_string(given.size()) + " depths, but the space has " +
                           std::to_string(most) + " graphs: the whole one and " + std::to_string(most - 1) +
                           " folded levels");
  } else if (!std::all_of(given.begin(), given.end(), is_depth)) {
    reader.refuse(key, "must hold whole numbers from 0 to " + std::to_string(kDeepest));
  } else {
    spec.shape.depths.assign(given.begin(), given.end());
    spec.learned_depth = false;
  }
}

/// Which matrices there are, and what parameters mean for them.
class Layout {
 public:
  explicit Layout(const WlSpec& spec) : spec_(spec) {}

  Eigen::Index graphs() const { return static_cast<Eigen::Index>(spec_.shape.depths.size()); }
  std::size_t wholes() const { return spec_.shape.split_whole ? spec_.shape.depths[0] + 1 : 1; }

  KernelParameters start() const {
    KernelParameters start{Eigen::VectorXd::Zero(spec_.learned_weights ? graphs() : 0), {}};
    if (spec_.learned_depth) start.choices = {kUsualDepth};
    return start;
  }
  std::size_t whole(const KernelParameters& parameters) const {
    return spec_.learned_depth ? parameters.choices[0] : 0;
  }
  Eigen::VectorXd weights(const KernelParameters& parameters) const {
    if (spec_.learned_weights) return softmax(parameters.values);
    return Eigen::VectorXd::Constant(graphs(), 1 / static_cast<double>(graphs()));
  }
  /// By component of the index: 0 for the whole graph at other depths.
  Eigen::VectorXd component_weights(const KernelParameters& parameters) const {
    const Eigen::VectorXd by_graph = weights(parameters);
    Eigen::VectorXd by_component = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(wholes()) + graphs() - 1);
    by_component[static_cast<Eigen::Index>(whole(parameters))] = by_graph[0];
    by_component.tail(graphs() - 1) = by_graph.tail(graphs() - 1);
    return by_component;
  }
  std::uint32_t extraction_depth(const KernelParameters& parameters) const {
    return spec_.learned_depth ? parameters.choices[0] : UINT32_MAX;
  }
  const WlSpec& spec() const { return spec_; }

 private:
  WlSpec spec_;
};

class WlGram final : public ParametricGram {
 public:
  WlGram(Layout layout, Components components)
      : layout_(std::move(layout)), components_(std::move(components)) {}

  Eigen::Index size() const override { return components_.whole[0].rows(); }
  KernelParameters start() const override { return layout_.start(); }
  std::vector<std::uint32_t> choices() const override {
    if (!layout_.spec().learned_depth) return {};
    return {static_cast<std::uint32_t>(layout_.wholes())};
  }
  Eigen::MatrixXd gram(const KernelParameters& parameters) const override {
    const Eigen::VectorXd weights = layout_.weights(parameters);
    Eigen::MatrixXd sum = weights[0] * components_.whole[layout_.whole(parameters)];
    for (Eigen::Index l = 1; l < weights.size(); ++l)
      sum += weights[l] * components_.folded[static_cast<std::size_t>(l) - 1];
    return sum;
  }
  GramPoint at(const KernelParameters& parameters) const override {
    return {gram(parameters),
            [this, parameters](const Eigen::MatrixXd& slope) { return gradient(parameters, slope); }};
  }
  std::unique_ptr<ParametricGram> part(std::span<const std::size_t> members) const override {
    Components part{part_of(components_.whole, members), part_of(components_.folded, members)};
    return std::make_unique<WlGram>(layout_, std::move(part));
  }

 private:
  Eigen::VectorXd gradient(const KernelParameters& parameters, const Eigen::MatrixXd& slope) const {
    if (!layout_.spec().learned_weights) return {};
    const Eigen::VectorXd weights = layout_.weights(parameters);
    Eigen::VectorXd by_weight(weights.size());
    by_weight[0] = lower_sum(slope, components_.whole[layout_.whole(parameters)]);
    for (Eigen::Index l = 1; l < weights.size(); ++l)
      by_weight[l] = lower_sum(slope, components_.folded[static_cast<std::size_t>(l) - 1]);
    return softmax_gradient(weights, by_weight);
  }

  Layout layout_;
  Components components_;
};

class WlSet final : public KernelSet {
 public:
  WlSet(const FeatureExtractor& extract, Layout layout) : extract_(&extract), layout_(std::move(layout)) {}

  Eigen::Index size() const override { return static_cast<Eigen::Index>(features_.size()); }
  void resize(Eigen::Index size) override {
    if (size == this->size()) return;
    features_.resize(static_cast<std::size_t>(size));
    index_.resize(features_.size());
    among_.reset();
  }
  Reader reader() override {
    return [this, extract = extract_->worker(whole_depth_)](std::size_t number, Sight& sight) {
      features_[number] = extract(sight);
    };
  }
  std::unique_ptr<KernelSet> pick(std::span<const std::size_t> members) const override {
    auto picked = std::make_unique<WlSet>(*extract_, layout_);
    for (const std::size_t i : members) picked->features_.push_back(features_[i]);
    if (kLargePart * members.size() >= features_.size()) picked->among_ = of_all().among(members);
    return picked;
  }
  std::unique_ptr<KernelSet> beside(const KernelParameters& parameters) const override {
    auto made = std::make_unique<WlSet>(*extract_, layout_);
    made->whole_depth_ = layout_.extraction_depth(parameters);
    return made;
  }

  std::unique_ptr<ParametricGram> parametric() const override {
    return std::make_unique<WlGram>(layout_, of_all().gram());
  }
  Eigen::MatrixXd gram(const KernelParameters& parameters) const override {
    return of_all().gram_sum(layout_.component_weights(parameters));
  }
  Eigen::MatrixXd cross(const KernelSet& others, const KernelParameters& parameters) const override {
    const auto& candidates = static_cast<const WlSet&>(others).features_;
    const Eigen::VectorXd weights = layout_.component_weights(parameters);
    index_.cover(features_.size(), maker());
    const FeatureIndex &head = index_.head(), *const tail = index_.tail();
    if (tail == nullptr) return head.cross_sum(candidates, weights);
    Eigen::MatrixXd sum(size(), static_cast<Eigen::Index>(candidates.size()));
    sum.topRows(head.size()) = head.cross_sum(candidates, weights);
    sum.bottomRows(tail->size()) = tail->cross_sum(candidates, weights);
    return sum;
  }
  KernelParameters shape() const override { return layout_.start(); }
  std::string text(const KernelParameters& parameters) const override {
    const std::uint32_t depth =
        layout_.spec().learned_depth ? parameters.choices[0] : layout_.spec().shape.depths[0];
    std::string text = "depth " + std::to_string(depth);
    if (layout_.graphs() == 1) return text;
    text += ", level weights";
    for (const double weight : layout_.weights(parameters)) text += " " + short_text(weight);
    return text;
  }

 private:
  std::function<FeatureIndex(std::size_t, std::size_t)> maker() const {
    return [this](std::size_t begin, std::size_t end) {
      return FeatureIndex(layout_.spec().shape, std::span(features_).subspan(begin, end - begin));
    };
  }
  /// That of a part, or the one that candidates will be compared with.
  const FeatureIndex& of_all() const { return among_ ? *among_ : index_.whole(features_.size(), maker()); }
  /// A part of an eighth or more is taken from the index of all.
  static constexpr std::size_t kLargePart = 8;

  const FeatureExtractor* extract_;
  Layout layout_;
  std::uint32_t whole_depth_ = UINT32_MAX;  ///< later iterations of the whole graph are not asked for
  std::vector<Features> features_;
  std::optional<FeatureIndex> among_;  ///< of all of a part of another set
  mutable GrowingIndex<FeatureIndex> index_;
};

class WlKernel final : public Kernel {
 public:
  WlKernel(const ir::Space& space, const WlSpec& spec) : extract_(space, spec.shape), layout_(spec) {}
  std::unique_ptr<KernelSet> set() const override { return std::make_unique<WlSet>(extract_, layout_); }

 private:
  FeatureExtractor extract_;
  Layout layout_;
};

}  // namespace

diag::Result<WlSpec> read_wl(const ir::Setting& setting, const ir::Space& space) {
  ir::SettingReader reader(setting);
  WlSpec spec;
  spec.shape.depths = {kDepthsTried};
  if (reader.name() == "wl") {
    spec.learned_weights = false;
    const double depth = reader.number("depth", -1);
    if (depth != -1) read_depths(reader, "depth", {depth}, 1, spec);
  } else {
    const std::size_t graphs = derivation::GraphBuilder(space).levels() + 1;
    const std::string weights = reader.text("weights", "learned");
    if (weights != "learned" && weights != "uniform")
      reader.refuse("weights", "must be `learned` or `uniform`");
    spec.learned_weights = weights == "learned" && graphs > 1;
    spec.shape.depths.resize(graphs, kUsualDepth);
    if (graphs > 1) spec.shape.depths[1] = 1;
    const std::vector<double> depths = reader.numbers("depths", {});
    if (!depths.empty()) read_depths(reader, "depths", depths, graphs, spec);
    spec.learned_weights = spec.learned_weights && spec.shape.depths.size() > 1;
  }
  spec.shape.split_whole = spec.learned_depth;
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return spec;
}

std::unique_ptr<Kernel> make_wl(const ir::Space& space, const WlSpec& spec) {
  return std::make_unique<WlKernel>(space, spec);
}

}  // namespace nasg::search
