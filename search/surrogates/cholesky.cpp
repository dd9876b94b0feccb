// SPDX-License-Identifier: Apache-2.0
// Blocks and products.
#include "search/surrogates/cholesky.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "search/surrogates/product.h"

namespace nasg::search {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr Index kBlock = 32;

}  // namespace

std::optional<Cholesky> Cholesky::make(MatrixXd matrix) {
  Cholesky made;
  made.lower_ = std::move(matrix);
  MatrixXd& l = made.lower_;
  const Index n = made.size_ = l.rows();
  made.inverses_.setZero(kBlock, n);
  for (Index at = 0; at < n; at += kBlock) {
    const Index size = std::min(kBlock, n - at), below = n - at - size;
    add_product(l.block(at, at, n - at, size), -1, Operand(l.block(at, 0, n - at, at)),
                Operand(l.block(at, 0, size, at)).transposed());
    const Eigen::LLT<MatrixXd> factor(l.block(at, at, size, size));
    if (factor.info() != Eigen::Success) return std::nullopt;
    l.block(at, at, size, size) = factor.matrixL();
    auto inverse = made.inverses_.block(0, at, size, size);
    inverse.setIdentity();
    factor.matrixL().solveInPlace(inverse);
    if (below == 0) break;
    const MatrixXd panel = l.block(at + size, at, below, size);
    l.block(at + size, at, below, size).setZero();
    add_product(l.block(at + size, at, below, size), 1, Operand(panel), Operand(inverse).transposed());
  }
  return made;
}

// The new row of L is L⁻¹ column, then the root of what it leaves of the diagonal. The last block's inverse
// grows by the row that makes its product with the block the identity.
bool Cholesky::append(const Eigen::VectorXd& column, double diagonal) {
  constexpr double kLeast = 1e-13;
  const Index n = size(), in_block = n % kBlock;
  MatrixXd row = column;
  solve_lower(row);
  const double left = diagonal - row.squaredNorm();
  if (!(left > kLeast * diagonal)) return false;
  if (n == lower_.rows()) {
    const Index room = n + n / 8 + kBlock;
    lower_.conservativeResize(room, room);
    inverses_.conservativeResize(kBlock, room);
  }
  size_ = n + 1;
  lower_.col(n).head(n).setZero();
  lower_.row(n).head(n) = row.transpose();
  const double root = std::sqrt(left);
  lower_(n, n) = root;
  inverses_.col(n).setZero();
  inverses_(in_block, n) = 1 / root;
  const Index at = n - in_block;
  inverses_.row(in_block).segment(at, in_block) =
      -row.col(0).tail(in_block).transpose() * inverses_.block(0, at, in_block, in_block) / root;
  return true;
}

double Cholesky::log_determinant() const {
  return 2 * lower().diagonal().array().log().sum();
}

void Cholesky::solve_lower(Eigen::Ref<MatrixXd> b) const {
  for (Index at = 0; at < size(); at += kBlock) {
    const Index rows = std::min(kBlock, size() - at);
    MatrixXd block = b.middleRows(at, rows);
    add_product(block, -1, Operand(lower_.block(at, 0, rows, at)), Operand(b.topRows(at)));
    b.middleRows(at, rows).setZero();
    add_product(b.middleRows(at, rows), 1, Operand(inverses_.block(0, at, rows, rows)), Operand(block));
  }
}

Eigen::VectorXd Cholesky::solve(const Eigen::VectorXd& b) const {
  Eigen::VectorXd x = lower().triangularView<Eigen::Lower>().solve(b);
  lower().transpose().triangularView<Eigen::Upper>().solveInPlace(x);
  return x;
}

// 1. M = L⁻¹, block row after block row: M_J = -L_JJ⁻¹ (L_J M) to the left of its diagonal block L_JJ⁻¹.
// 2. A⁻¹ = Mᵀ M, of which block row J needs the rows of M from J on.
MatrixXd Cholesky::inverse() const {
  const Index n = size();
  MatrixXd m = MatrixXd::Zero(n, n);
  for (Index at = 0; at < n; at += kBlock) {
    const Index rows = std::min(kBlock, n - at);
    const auto diagonal = inverses_.block(0, at, rows, rows);
    m.block(at, at, rows, rows) = diagonal;
    MatrixXd left = MatrixXd::Zero(rows, at);
    add_product(left, 1, Operand(lower_.block(at, 0, rows, at)), Operand(m.topLeftCorner(at, at)));
    add_product(m.block(at, 0, rows, at), -1, Operand(diagonal), Operand(left));
  }
  MatrixXd result = MatrixXd::Zero(n, n);
  for (Index at = 0; at < n; at += kBlock) {
    const Index rows = std::min(kBlock, n - at);
    add_product(result.block(at, 0, rows, at + rows), 1, Operand(m.block(at, at, n - at, rows)).transposed(),
                Operand(m.block(at, 0, n - at, at + rows)));
  }
  return result;
}

}  // namespace nasg::search
