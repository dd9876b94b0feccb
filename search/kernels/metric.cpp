// SPDX-License-Identifier: Apache-2.0
// Distances, part by part.
#include "search/kernels/metric.h"

#include <cmath>

#include "search/kernels/parallel.h"

namespace nasg::search {
namespace {

constexpr std::size_t kColumnsAtATime = 16;

std::vector<const Histogram*> histograms(std::span<const Profile> profiles, std::size_t part) {
  std::vector<const Histogram*> list;
  for (const Profile& profile : profiles) list.push_back(&profile.histograms[part]);
  return list;
}

/// Fills the columns of a matrix, each by itself.
template <class Fill>
void for_columns(std::size_t count, const Fill& fill) {
  Pieces pieces(count, kColumnsAtATime);
  pieces.run(0, [&] {
    while (const Pieces::Piece piece = pieces.next())
      for (std::size_t i = piece.begin; i < piece.end; ++i) fill(i);
  });
}

template <class Between>
Eigen::MatrixXd among(std::size_t count, const Between& between) {
  const auto n = static_cast<Eigen::Index>(count);
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(n, n);
  for_columns(count, [&](std::size_t j) {
    for (std::size_t i = 0; i < j; ++i)
      result(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = between(i, j);
  });
  result.triangularView<Eigen::StrictlyLower>() = result.transpose();
  return result;
}

template <class Between>
Eigen::MatrixXd across(std::size_t rows, std::size_t columns, const Between& between) {
  Eigen::MatrixXd result(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns));
  for_columns(columns, [&](std::size_t j) {
    for (std::size_t i = 0; i < rows; ++i)
      result(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = between(i, j);
  });
  return result;
}

double squared_difference(double a, double b) {
  return (a - b) * (a - b);
}

}  // namespace

// Both distribution functions are steps; between two steps of either, their difference stays.
double chain_distance(const Chain& a, const Chain& b) {
  const auto n = static_cast<double>(a.size()), m = static_cast<double>(b.size());
  double distance = 0, at = 0, above = 0;
  for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
    const double next_a = static_cast<double>(i) / n, next_b = static_cast<double>(j) / m;
    const bool steps_a = i < a.size() && (j == b.size() || i * b.size() <= j * a.size());
    const bool steps_b = j < b.size() && (i == a.size() || j * a.size() <= i * b.size());
    const double next = steps_a ? next_a : next_b;
    distance += std::abs(above) * (next - at);
    at = next;
    if (steps_a) above += a[i++];
    if (steps_b) above -= b[j++];
  }
  return distance;
}

std::vector<Eigen::MatrixXd> distances(std::span<const Profile> profiles) {
  std::vector<Eigen::MatrixXd> parts;
  if (profiles.empty()) return parts;
  for (std::size_t h = 0; h < profiles[0].histograms.size(); ++h)
    parts.push_back(HistogramIndex(histograms(profiles, h)).distances());
  for (std::size_t c = 0; c < profiles[0].chains.size(); ++c)
    parts.push_back(among(profiles.size(), [&](std::size_t i, std::size_t j) {
      return chain_distance(profiles[i].chains[c], profiles[j].chains[c]);
    }));
  for (std::size_t v = 0; v < profiles[0].numbers.size(); ++v)
    parts.push_back(among(profiles.size(), [&](std::size_t i, std::size_t j) {
      return squared_difference(profiles[i].numbers[v], profiles[j].numbers[v]);
    }));
  return parts;
}

std::vector<Eigen::MatrixXd> distances(std::span<const Profile> profiles, std::span<const Profile> others) {
  std::vector<Eigen::MatrixXd> parts;
  if (profiles.empty()) return parts;
  for (std::size_t h = 0; h < profiles[0].histograms.size(); ++h)
    parts.push_back(HistogramIndex(histograms(profiles, h)).distances(histograms(others, h)));
  for (std::size_t c = 0; c < profiles[0].chains.size(); ++c)
    parts.push_back(across(profiles.size(), others.size(), [&](std::size_t i, std::size_t j) {
      return chain_distance(profiles[i].chains[c], others[j].chains[c]);
    }));
  for (std::size_t v = 0; v < profiles[0].numbers.size(); ++v)
    parts.push_back(across(profiles.size(), others.size(), [&](std::size_t i, std::size_t j) {
      return squared_difference(profiles[i].numbers[v], others[j].numbers[v]);
    }));
  return parts;
}

}  // namespace nasg::search
