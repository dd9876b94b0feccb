// SPDX-License-Identifier: Apache-2.0
// Distances, part by part.
#include "search/kernels/metric.h"

#include <map>

#include "search/kernels/parallel.h"

namespace nasg::search {
namespace {

template <class Part>
std::vector<const Part*> parts_at(std::span<const Profile> profiles, std::vector<Part> Profile::* parts,
                                  std::size_t which) {
  std::vector<const Part*> list;
  for (const Profile& profile : profiles) list.push_back(&(profile.*parts)[which]);
  return list;
}

/// By length of the others' chains; each length is looked at once.
std::map<std::size_t, ChainIndex::Stretches> all_stretches(const ChainIndex& index,
                                                           std::span<const Profile> others) {
  std::map<std::size_t, ChainIndex::Stretches> made;
  for (const Profile& other : others) {
    const std::size_t length = other.chains.front().size();
    if (!made.contains(length)) made.emplace(length, index.stretches(length));
  }
  return made;
}

}  // namespace

DistanceIndex::DistanceIndex(std::span<const Profile> profiles)
    : size_(static_cast<Eigen::Index>(profiles.size())) {
  if (profiles.empty()) return;
  const Profile& first = profiles.front();
  for (std::size_t k = 0; k < first.key_sets.size(); ++k)
    key_sets_.emplace_back(parts_at(profiles, &Profile::key_sets, k));
  for (std::size_t h = 0; h < first.histograms.size(); ++h)
    histograms_.emplace_back(parts_at(profiles, &Profile::histograms, h));
  if (!first.chains.empty()) {
    std::vector<const Chains*> chains;
    for (const Profile& profile : profiles) chains.push_back(&profile.chains);
    chains_.emplace(chains);
    chain_count_ = first.chains.size();
  }
  numbers_.resize(size_, static_cast<Eigen::Index>(first.numbers.size()));
  for (Eigen::Index i = 0; i < size_; ++i)
    for (Eigen::Index v = 0; v < numbers_.cols(); ++v)
      numbers_(i, v) = profiles[static_cast<std::size_t>(i)].numbers[static_cast<std::size_t>(v)];
}

std::vector<Eigen::MatrixXd> DistanceIndex::distances(std::span<const Profile> others) const {
  constexpr std::size_t kGrain = 4;
  const std::size_t parts =
      key_sets_.size() + histograms_.size() + chain_count_ + static_cast<std::size_t>(numbers_.cols());
  std::vector<Eigen::MatrixXd> made(parts, Eigen::MatrixXd(size_, static_cast<Eigen::Index>(others.size())));
  std::map<std::size_t, ChainIndex::Stretches> stretches;
  if (chains_) stretches = all_stretches(*chains_, others);
  const auto fill = [&](std::size_t j) {
    const Profile& other = others[j];
    std::vector<double*> columns;
    for (Eigen::MatrixXd& part : made) columns.push_back(part.col(static_cast<Eigen::Index>(j)).data());
    std::size_t part = 0;
    for (std::size_t k = 0; k < key_sets_.size(); ++k)
      key_sets_[k].distances(other.key_sets[k], columns[part++]);
    for (std::size_t h = 0; h < histograms_.size(); ++h)
      histograms_[h].distances(other.histograms[h], columns[part++]);
    if (chains_)
      chains_->distances(other.chains, stretches.at(other.chains.front().size()),
                         std::span(columns).subspan(part, chain_count_));
    part += chain_count_;
    for (Eigen::Index v = 0; v < numbers_.cols(); ++v)
      made[part++].col(static_cast<Eigen::Index>(j)) =
          (numbers_.col(v).array() - other.numbers[static_cast<std::size_t>(v)]).square();
  };
  Pieces pieces(others.size(), kGrain);
  pieces.run(0, [&] {
    while (const Pieces::Piece piece = pieces.next())
      for (std::size_t j = piece.begin; j < piece.end; ++j) fill(j);
  });
  return made;
}

std::vector<Eigen::MatrixXd> distances(std::span<const Profile> profiles) {
  std::vector<Eigen::MatrixXd> parts = DistanceIndex(profiles).distances(profiles);
  for (Eigen::MatrixXd& part : parts) part.triangularView<Eigen::StrictlyLower>() = part.transpose();
  return parts;
}

}  // namespace nasg::search
