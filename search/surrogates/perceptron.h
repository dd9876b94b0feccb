// SPDX-License-Identifier: Apache-2.0
// A multilayer perceptron with one output, and its training.
#pragma once

#include <vector>

#include "runtime/derivation/rng.h"
#include "search/surrogates/encoded_rows.h"

namespace nasg::search {

struct PerceptronOptions {
  std::size_t layers = 10;  ///< hidden ones, with rectifiers
  Eigen::Index width = 20;
  int epochs = 150;
  float rate = 0.01F;
  bool absolute = true;  ///< the mean absolute error, else half the mean squared one
};

class Perceptron {
 public:
  /// With Glorot's uniform weights and no bias.
  Perceptron(Eigen::Index inputs, const PerceptronOptions& options, derivation::Rng& rng);

  void train(const Rows& rows, const Eigen::VectorXf& targets, const PerceptronOptions& options,
             derivation::Rng& rng);
  /// A value for each row.
  Eigen::VectorXf operator()(const Rows& rows) const;

  struct Layer {
    Eigen::MatrixXf weights;  ///< outputs × inputs
    Eigen::VectorXf bias;
  };
  /// The mean loss, and its gradient in the shape of the layers. Columns of `inputs` are examples.
  float gradient(const Eigen::MatrixXf& inputs, const Eigen::VectorXf& targets, bool absolute,
                 std::vector<Layer>& gradient) const;
  std::vector<Layer>& layers() { return layers_; }

 private:
  std::vector<Layer> layers_;
};

}  // namespace nasg::search
