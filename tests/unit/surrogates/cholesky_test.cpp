// SPDX-License-Identifier: Apache-2.0
// Products and factors against Eigen's, at sizes around those of tiles and blocks.
#include "search/surrogates/cholesky.h"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/LU>

#include "search/surrogates/product.h"
#include "tests/unit/surrogates/random_grams.h"

namespace nasg::search {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

TEST(Product, IsEigensForEveryShape) {
  derivation::Rng rng(3);
  for (const Index rows : {1, 8, 13, 129})
    for (const Index columns : {1, 6, 11})
      for (const Index inner : {0, 1, 40, 300}) {
        const MatrixXd a = testing::random_matrix(rows, inner, rng);
        const MatrixXd b = testing::random_matrix(inner, columns, rng);
        const MatrixXd from = testing::random_matrix(rows, columns, rng);
        MatrixXd c = from;
        add_product(c, -2, Operand(a), Operand(b));
        EXPECT_LT((c - (from - 2 * a * b)).cwiseAbs().maxCoeff(), 1e-12)
            << rows << " " << columns << " " << inner;
      }
}

TEST(Product, ReadsBlocksAndTransposes) {
  derivation::Rng rng(5);
  const MatrixXd a = testing::random_matrix(20, 30, rng), b = testing::random_matrix(25, 20, rng);
  MatrixXd c = MatrixXd::Zero(12, 9);
  add_product(c.block(1, 2, 7, 5), 1, Operand(a.block(2, 3, 9, 7)).transposed(),
              Operand(b.block(4, 5, 5, 9)).transposed());
  MatrixXd expected = MatrixXd::Zero(12, 9);
  expected.block(1, 2, 7, 5) = a.block(2, 3, 9, 7).transpose() * b.block(4, 5, 5, 9).transpose();
  EXPECT_LT((c - expected).cwiseAbs().maxCoeff(), 1e-13);
}

TEST(Cholesky, FactorsSolvesAndInverts) {
  derivation::Rng rng(7);
  for (const Index n : {1, 5, 63, 64, 65, 150, 300}) {
    const MatrixXd matrix = testing::random_gram(n, n, rng) + 0.1 * MatrixXd::Identity(n, n);
    const auto factor = Cholesky::make(matrix);
    ASSERT_TRUE(factor);
    const Eigen::LLT<MatrixXd> expected(matrix);
    const MatrixXd b = testing::random_matrix(n, 7, rng);
    MatrixXd solved = b;
    factor->solve_lower(solved);
    EXPECT_LT((expected.matrixL() * solved - b).cwiseAbs().maxCoeff(), 1e-11) << n;
    EXPECT_LT((matrix * factor->solve(b.col(0)) - b.col(0)).cwiseAbs().maxCoeff(), 1e-11) << n;
    const MatrixXd inverse = factor->inverse().selfadjointView<Eigen::Lower>();
    EXPECT_LT((matrix * inverse - MatrixXd::Identity(n, n)).cwiseAbs().maxCoeff(), 1e-11) << n;
    EXPECT_NEAR(factor->log_determinant(), 2 * expected.matrixLLT().diagonal().array().log().sum(), 1e-9)
        << n;
  }
}

TEST(Cholesky, RefusesWhatIsNotPositiveDefinite) {
  for (const Index at : {0, 70, 99}) {
    MatrixXd matrix = MatrixXd::Identity(100, 100);
    matrix(at, at) = -1e-3;
    EXPECT_FALSE(Cholesky::make(matrix)) << at;
  }
}

}  // namespace
}  // namespace nasg::search
