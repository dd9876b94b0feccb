// SPDX-License-Identifier: Apache-2.0
// The product of two matrices, with the vectors of the machine that it runs on.
#pragma once

#include <Eigen/Core>

namespace nasg::search {

/// A matrix that is read through two strides: a block of another one, or its transpose.
struct Operand {
  const double* data;
  Eigen::Index rows, columns;
  Eigen::Index row_stride, column_stride;

  template <class Matrix>
  explicit Operand(const Matrix& matrix)
      : data(matrix.data()),
        rows(matrix.rows()),
        columns(matrix.cols()),
        row_stride(matrix.innerStride()),
        column_stride(matrix.outerStride()) {}
  Operand transposed() const {
    Operand other = *this;
    std::swap(other.rows, other.columns);
    std::swap(other.row_stride, other.column_stride);
    return other;
  }
};

/// c += factor × a × b; c overlaps neither of them. Eigen's own product is compiled for the oldest machine of
/// an architecture, which takes two numbers at a time where a newer one takes four or eight. Every number of
/// c is the sum of its products in the order of b's rows, in spans of 256, each step rounded: the same bits
/// on every machine.
void add_product(Eigen::Ref<Eigen::MatrixXd, 0, Eigen::OuterStride<>> c, double factor, const Operand& a,
                 const Operand& b);

}  // namespace nasg::search
