// SPDX-License-Identifier: Apache-2.0
// Trees on bootstrap samples, and what they say together.
#include "search/surrogates/forest.h"

#include <algorithm>

#include "search/kernels/parallel.h"
#include "search/surrogates/tree.h"

namespace nasg::search {
namespace {

using Eigen::Index;

class Forest final : public Surrogate {
 public:
  Forest(std::unique_ptr<Encoding> encoding, std::size_t trees, std::size_t leaf, Warp warp)
      : encoding_(std::move(encoding)), count_(trees), leaf_(leaf), warp_(warp) {}

  diag::Status fit(const Trials& trials, derivation::Rng rng) override {
    encode_.emplace(*encoding_, trials.derivations);
    data_.emplace((*encode_)(trials.derivations), make_targets(trials.scores, warp_));
    std::vector<std::optional<Tree>> grown(count_);
    Pieces pieces(count_, 1);
    pieces.run(0, [&] {
      while (const Pieces::Piece piece = pieces.next())
        grown[piece.begin].emplace(*data_, leaf_, rng.fork(piece.begin));
    });
    trees_.clear();
    for (std::optional<Tree>& tree : grown) trees_.push_back(*std::move(tree));
    return diag::success();
  }
  const Eigen::VectorXd& targets() const override { return data_->targets(); }
  Prediction predict(std::span<const derivation::Derivation> candidates) const override {
    const Rows rows = (*encode_)(candidates);
    const auto count = static_cast<double>(trees_.size());
    Prediction prediction{Eigen::VectorXd::Zero(rows.rows()), Eigen::VectorXd::Zero(rows.rows())};
    for (Index row = 0; row < rows.rows(); ++row) {
      double sum = 0, squares = 0, within = 0;
      for (const Tree& tree : trees_) {
        const Tree::Leaf leaf = tree.leaf_of(rows, row);
        sum += leaf.mean;
        squares += leaf.mean * leaf.mean;
        within += leaf.variance;
      }
      prediction.mean[row] = sum / count;
      prediction.variance[row] =
          std::max(squares / count - sum * sum / (count * count), 0.0) + within / count;
    }
    return prediction;
  }
  std::string text() const override {
    return std::to_string(trees_.size()) + " trees over " + std::to_string(data_ ? data_->columns() : 0) +
           " columns";
  }

 private:
  std::unique_ptr<Encoding> encoding_;
  std::size_t count_;
  std::size_t leaf_;
  Warp warp_;
  std::optional<EncodedRows> encode_;
  std::optional<TreeData> data_;
  std::vector<Tree> trees_;
};

}  // namespace

diag::Result<std::unique_ptr<Surrogate>> make_forest(const ir::Setting& setting,
                                                     const ModelContext& context) {
  ir::SettingReader reader(setting);
  diag::Result<std::unique_ptr<Encoding>> encoding = read_encoding(reader, setting, context);
  if (!encoding) return encoding.error();
  const std::int64_t trees = reader.integer("trees", 100), leaf = reader.integer("leaf", 2);
  if (trees < 1 || trees > 10000) reader.refuse("trees", "must be from 1 to 10000");
  if (leaf < 1) reader.refuse("leaf", "must be 1 or more");
  const Warp warp = read_target(reader);
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return std::unique_ptr<Surrogate>(std::make_unique<Forest>(
      *std::move(encoding), static_cast<std::size_t>(trees), static_cast<std::size_t>(leaf), warp));
}

}  // namespace nasg::search
