// SPDX-License-Identifier: Apache-2.0
// 1. e(l, n), the l-th elementary symmetric polynomial of the first n eigenvalues, in logarithms:
//    e(l, n) = e(l, n-1) + λ_n e(l-1, n-1).
// 2. From the last eigenvalue down, each eigenvector is taken with the probability λ_n e(l-1, n-1) / e(l, n),
//    until `size` are.
// 3. Item after item: one is drawn by its share of the squares of the eigenvectors, which are then turned so
//    that one alone has a part of it; that one is dropped, and the rest made orthonormal again.
#include "search/acquisition/kdpp.h"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>

namespace nasg::search {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

double log_add(double a, double b) {
  const double high = std::max(a, b), low = std::min(a, b);
  return low == -INFINITY ? high : high + std::log1p(std::exp(low - high));
}

/// The chosen eigenvectors, as columns.
MatrixXd choose_eigenvectors(const VectorXd& values, const MatrixXd& vectors, Index size,
                             derivation::Rng& rng) {
  const Index count = values.size();
  MatrixXd log_e = MatrixXd::Constant(size + 1, count + 1, -INFINITY);
  log_e.row(0).setZero();
  for (Index n = 1; n <= count; ++n)
    for (Index l = 1; l <= size; ++l)
      log_e(l, n) = log_add(log_e(l, n - 1), std::log(values[n - 1]) + log_e(l - 1, n - 1));
  MatrixXd chosen(vectors.rows(), size);
  Index left = size;
  for (Index n = count; n > 0 && left > 0; --n) {
    const double share = std::log(values[n - 1]) + log_e(left - 1, n - 1) - log_e(left, n);
    if (left < n && rng.uniform() >= std::exp(share)) continue;
    chosen.col(--left) = vectors.col(n - 1);
  }
  return chosen;
}

}  // namespace

std::vector<std::size_t> sample_kdpp(const MatrixXd& kernel, std::size_t size, derivation::Rng& rng) {
  constexpr double kRounding = 1e-12;
  const Eigen::SelfAdjointEigenSolver<MatrixXd> eigen(kernel);
  const VectorXd& values = eigen.eigenvalues();  // smallest first
  const double least = kRounding * std::max(values[values.size() - 1], 0.0);
  const Index rank = (values.array() > least).count();
  const Index wanted = std::min(static_cast<Index>(size), rank);
  MatrixXd basis = choose_eigenvectors(values.tail(rank), eigen.eigenvectors().rightCols(rank), wanted, rng);
  std::vector<std::size_t> items;
  while (basis.cols() > 0) {
    const VectorXd squares = basis.rowwise().squaredNorm();
    double left = rng.uniform() * squares.sum();
    Index item = 0;
    for (; item + 1 < squares.size() && left >= squares[item]; ++item) left -= squares[item];
    items.push_back(static_cast<std::size_t>(item));
    Index pivot = 0;
    basis.row(item).cwiseAbs().maxCoeff(&pivot);
    const VectorXd dropped = basis.col(pivot) / basis(item, pivot);
    basis.col(pivot) = basis.col(basis.cols() - 1);
    basis.conservativeResize(Eigen::NoChange, basis.cols() - 1);
    basis -= (dropped * basis.row(item)).eval();
    if (basis.cols() == 0) break;
    const Eigen::HouseholderQR<MatrixXd> qr(basis);
    basis = qr.householderQ() * MatrixXd::Identity(basis.rows(), basis.cols());
  }
  return items;
}

MatrixXd quality_kernel(const VectorXd& mean, const MatrixXd& similarity, double strength) {
  const VectorXd quality = (strength * (mean.array() - mean.maxCoeff())).exp();
  return quality.asDiagonal() * similarity * quality.asDiagonal();
}

}  // namespace nasg::search
