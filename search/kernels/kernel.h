// SPDX-License-Identifier: Apache-2.0
// Kernels over derivations: how alike two architectures are, as a function of parameters that are learned.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "compiler/ir/setting.h"
#include "runtime/derivation/derivation.h"
#include "search/kernels/measure.h"
#include "search/kernels/sight.h"

namespace nasg::search {

/// A point of a kernel's parameter space.
struct KernelParameters {
  /// Unbounded: logits of weights, logarithms of length scales. What a fit begins with is also where its
  /// prior is centred.
  Eigen::VectorXd values;
  /// What is chosen among few, by number; one that is learned is chosen by likelihood.
  std::vector<std::uint32_t> choices;
};

/// A Gram matrix at some parameters, and what its slopes need of it.
struct GramPoint {
  Eigen::MatrixXd gram;
  /// sum over i >= j of slope(i, j) × the derivative of gram(i, j), by each of the values. What stands in
  /// `slope` above the diagonal does not matter. O(n²) for each value. What made the point must outlive it.
  std::function<Eigen::VectorXd(const Eigen::MatrixXd& slope)> gradient;
};

/// The Gram matrix of n architectures at any parameters. It is symmetric and positive semidefinite, and its
/// diagonal is 1.
class ParametricGram {
 public:
  virtual ~ParametricGram() = default;
  virtual Eigen::Index size() const = 0;
  virtual KernelParameters start() const = 0;
  /// How many ways there are for each choice. None: nothing is to be chosen.
  virtual std::vector<std::uint32_t> choices() const { return {}; }
  virtual Eigen::MatrixXd gram(const KernelParameters& parameters) const = 0;
  /// The same, for slopes as well.
  virtual GramPoint at(const KernelParameters& parameters) const = 0;
  /// That of some of them, as `KernelSet::pick` and `parametric` would make it.
  virtual std::unique_ptr<ParametricGram> part(std::span<const std::size_t> members) const = 0;
};

/// Architectures of one space, with what a kernel keeps of each of them.
class KernelSet {
 public:
  virtual ~KernelSet() = default;
  virtual Eigen::Index size() const = 0;
  /// The first stay; those behind them wait for a reader. O(what there is).
  virtual void resize(Eigen::Index size) = 0;
  /// Takes in what the kernel keeps of an architecture, as the one of that number; each thread has its own.
  using Reader = std::function<void(std::size_t number, Sight& sight)>;
  virtual Reader reader() = 0;
  /// Behind those that are there. On several threads: all parts of a kernel look at an architecture together.
  void add(std::span<const derivation::Derivation> derivations);
  /// Some of them; parts that are dear to find are shared or copied, not found again.
  virtual std::unique_ptr<KernelSet> pick(std::span<const std::size_t> members) const = 0;
  /// An empty one, for candidates that are compared with these at these parameters.
  virtual std::unique_ptr<KernelSet> beside(const KernelParameters& parameters) const = 0;
  std::unique_ptr<KernelSet> others(std::span<const derivation::Derivation> derivations,
                                    const KernelParameters& parameters) const {
    std::unique_ptr<KernelSet> made = beside(parameters);
    made->add(derivations);
    return made;
  }

  /// For fitting. It does not follow later changes of the set.
  virtual std::unique_ptr<ParametricGram> parametric() const = 0;
  /// The same at one point, in less memory.
  virtual Eigen::MatrixXd gram(const KernelParameters& parameters) const = 0;
  /// n × m, with what `others` made (or any other set of the same kernel).
  virtual Eigen::MatrixXd cross(const KernelSet& others, const KernelParameters& parameters) const = 0;
  /// Parameters as a fit begins with them, of an empty set; they have the same sizes whatever is in it.
  virtual KernelParameters shape() const = 0;
  /// The same, of these architectures: `parametric()->start()` in less time.
  virtual KernelParameters start() const { return shape(); }
  /// `level weights 0.31 0.22`, for a line of progress; may be empty.
  virtual std::string text(const KernelParameters& parameters) const = 0;
};

/// A similarity of derivations. Everything is the same on any number of threads.
class Kernel {
 public:
  virtual ~Kernel() = default;
  /// An empty set; kernel and space must outlive it.
  virtual std::unique_ptr<KernelSet> set() const = 0;
};

/// Reads a kernel by its name; `kernel_names` has them all, and the header of each says what it is:
///   hwl(weights, depths), wl(depth)               wl_kernel.h
///   string(weights)                               string_kernel.h
///   labels, path(…), adjacency(…), edit, nasbot(…), tw(…), cost(…), measured(…)
///                                                 radial_kernel.h and the metrics' headers
///   sum(K, …), product(K, …)                      combined_kernel.h
/// The space must outlive the kernel. E0712 for an unknown one, E0701, E0702, E0704; errors of measures.
diag::Result<std::unique_ptr<Kernel>> make_kernel(const ir::Setting& setting, const ModelContext& context);
std::vector<std::string> kernel_names();

/// The Gram matrix of derivations of one space at the parameters that a fit would begin with: weights are
/// uniform, a length scale is the mean distance, the depth of the whole graph is 2.
diag::Result<Eigen::MatrixXd> gram(const ModelContext& context,
                                   std::span<const derivation::Derivation> derivations,
                                   const ir::Setting& kernel);

/// Rows and columns of these members of each matrix.
std::vector<Eigen::MatrixXd> part_of(const std::vector<Eigen::MatrixXd>& matrices,
                                     std::span<const std::size_t> members);
/// Of the lower triangles: sum over i >= j of slope(i, j) × by(i, j).
double lower_sum(const Eigen::MatrixXd& slope, const Eigen::MatrixXd& by);
Eigen::VectorXd softmax(const Eigen::VectorXd& logits);
/// By the logits, from the slopes by the weights.
Eigen::VectorXd softmax_gradient(const Eigen::VectorXd& weights, const Eigen::VectorXd& by_weight);
/// Two significant digits.
std::string short_text(double value);

}  // namespace nasg::search
