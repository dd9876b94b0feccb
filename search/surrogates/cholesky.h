// SPDX-License-Identifier: Apache-2.0
// The Cholesky factor of a symmetric positive definite matrix, in blocks.
#pragma once

#include <Eigen/Core>
#include <optional>

namespace nasg::search {

/// A = L Lᵀ. Block column after block column: what the columns before it account for is subtracted, its
/// diagonal block is factored, and what stands below is multiplied with that block's inverse. All but the
/// diagonal blocks is matrix products (Golub and Van Loan, Matrix Computations, §4.2.6).
class Cholesky {
 public:
  /// Of the lower triangle of `matrix`; nothing if it is not positive definite in floating point. n³ / 3
  /// operations.
  static std::optional<Cholesky> make(Eigen::MatrixXd matrix);

  /// Makes the factor that of A with one more row and column: `column` beside A, `diagonal` below. The other
  /// entries of L do not change. O(n²), and room for more rows is made but seldom. False if that matrix is
  /// not positive definite in floating point; then nothing has changed.
  bool append(const Eigen::VectorXd& column, double diagonal);

  Eigen::Index size() const { return size_; }
  /// log |A|
  double log_determinant() const;
  /// b becomes L⁻¹ b. n² operations for each column.
  void solve_lower(Eigen::Ref<Eigen::MatrixXd> b) const;
  /// A⁻¹ b.
  Eigen::VectorXd solve(const Eigen::VectorXd& b) const;
  /// The lower triangle of A⁻¹; above it nothing is said. n³ operations.
  Eigen::MatrixXd inverse() const;

 private:
  auto lower() const { return lower_.topLeftCorner(size_, size_); }

  Eigen::Index size_ = 0;
  Eigen::MatrixXd lower_;     ///< with room for more rows and columns
  Eigen::MatrixXd inverses_;  ///< of the diagonal blocks, side by side; with as much room
};

}  // namespace nasg::search
