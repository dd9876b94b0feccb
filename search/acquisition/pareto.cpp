// SPDX-License-Identifier: Apache-2.0
// Pareto fronts and their hypervolume.
//
// The edges of the points cut all scores but the last into cells. Over a cell, what is dominated reaches up
// to the highest last score of the points that lie at or above its upper edges: what is left is one box.
#include "search/acquisition/pareto.h"

#include <algorithm>

#include "search/acquisition/acquisition.h"

namespace nasg::search {
namespace {

/// Counts up a number with a base for each digit; false once it is 0 again.
bool count_up(std::vector<std::size_t>& digits, const std::vector<std::vector<double>>& bases) {
  for (std::size_t k = 0; k < digits.size(); ++k) {
    if (++digits[k] < bases[k].size()) return true;
    digits[k] = 0;
  }
  return false;
}

}  // namespace

std::vector<std::size_t> pareto_front(const Eigen::MatrixXd& scores) {
  std::vector<std::size_t> front;
  for (Eigen::Index i = 0; i < scores.rows(); ++i) {
    bool dominated = false;
    for (Eigen::Index j = 0; j < scores.rows() && !dominated; ++j) {
      const bool no_worse = (scores.row(j).array() >= scores.row(i).array()).all();
      const bool equal = (scores.row(j).array() == scores.row(i).array()).all();
      dominated = no_worse && (equal ? j < i : true);
    }
    if (!dominated) front.push_back(static_cast<std::size_t>(i));
  }
  return front;
}

Hypervolume::Hypervolume(const Eigen::MatrixXd& points, Eigen::VectorXd reference)
    : reference_(std::move(reference)) {
  const Eigen::Index last = reference_.size() - 1;
  std::vector<Eigen::Index> above;
  for (Eigen::Index i = 0; i < points.rows(); ++i)
    if ((points.row(i).transpose().array() > reference_.array()).all()) above.push_back(i);
  edges_.resize(static_cast<std::size_t>(last));
  for (Eigen::Index k = 0; k < last; ++k) {
    std::vector<double>& edges = edges_[static_cast<std::size_t>(k)];
    edges = {reference_[k]};
    for (const Eigen::Index i : above) edges.push_back(points(i, k));
    std::ranges::sort(edges);
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  }
  std::vector<std::size_t> cell(edges_.size(), 0);
  do {
    Box box{cell, reference_[last]};
    // A point covers the cell if it lies above its lower edges: edges are those of points.
    for (const Eigen::Index i : above) {
      bool covers = true;
      for (std::size_t k = 0; k < cell.size(); ++k)
        covers = covers && points(i, static_cast<Eigen::Index>(k)) > edges_[k][cell[k]];
      if (covers) box.floor = std::max(box.floor, points(i, last));
    }
    double volume = box.floor - reference_[last];
    for (std::size_t k = 0; k < cell.size() && volume > 0; ++k)
      volume *= edges_[k][cell[k] + 1] - edges_[k][cell[k]];
    value_ += volume;
    boxes_.push_back(std::move(box));
  } while (count_up(cell, edges_));
}

double Hypervolume::expected_improvement(const Eigen::VectorXd& mean, const Eigen::VectorXd& variance) const {
  std::vector<std::vector<double>> widths;  // of each cell, as far as the point is expected to reach into it
  for (std::size_t k = 0; k < edges_.size(); ++k) {
    const auto at = static_cast<Eigen::Index>(k);
    std::vector<double>& width = widths.emplace_back();
    for (const double edge : edges_[k])
      width.push_back(search::expected_improvement(mean[at], variance[at], edge));
    for (std::size_t i = 0; i + 1 < width.size(); ++i) width[i] -= width[i + 1];
  }
  const Eigen::Index last = reference_.size() - 1;
  double sum = 0;
  for (const Box& box : boxes_) {
    double volume = search::expected_improvement(mean[last], variance[last], box.floor);
    for (std::size_t k = 0; k < box.cell.size(); ++k) volume *= widths[k][box.cell[k]];
    sum += volume;
  }
  return sum;
}

Eigen::VectorXd reference_below(const Eigen::MatrixXd& front) {
  const Eigen::VectorXd worst = front.colwise().minCoeff();
  const Eigen::VectorXd range = front.colwise().maxCoeff().transpose() - worst;
  return worst - (range.array() > 0).select(0.1 * range, Eigen::VectorXd::Ones(range.size()));
}

}  // namespace nasg::search
