// SPDX-License-Identifier: Apache-2.0
// Boosted trees by the C interface of XGBoost.
#include <xgboost/c_api.h>

#include <cmath>

#include "compiler/diag/codes/search.h"
#include "search/surrogates/boosted_backend.h"

namespace nasg::search {
namespace {

diag::Diagnostic refusal() {
  const std::string text = XGBGetLastError();
  return diag::make(diag::code::E0719, {}, text.substr(0, text.find('\n')));
}

class Matrix {
 public:
  explicit Matrix(const Rows& rows)
      : made_(XGDMatrixCreateFromMat(rows.data(), static_cast<bst_ulong>(rows.rows()),
                                     static_cast<bst_ulong>(rows.cols()), NAN, &handle_) == 0) {}
  ~Matrix() {
    if (made_) XGDMatrixFree(handle_);
  }
  Matrix(const Matrix&) = delete;
  Matrix& operator=(const Matrix&) = delete;
  bool made() const { return made_; }
  DMatrixHandle handle() const { return handle_; }

 private:
  DMatrixHandle handle_ = nullptr;
  bool made_;
};

class Model final : public BoostedModel {
 public:
  explicit Model(BoosterHandle handle) : handle_(handle) {}
  ~Model() override { XGBoosterFree(handle_); }
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  diag::Result<Eigen::VectorXf> predict(const Rows& rows) const override {
    const Matrix matrix(rows);
    bst_ulong count = 0;
    const float* scores = nullptr;
    if (!matrix.made() || XGBoosterPredict(handle_, matrix.handle(), 0, 0, 0, &count, &scores) != 0)
      return refusal();
    return Eigen::VectorXf(Eigen::Map<const Eigen::VectorXf>(scores, static_cast<Eigen::Index>(count)));
  }

 private:
  BoosterHandle handle_;
};

class XgboostBackend final : public BoostedBackend {
 public:
  diag::Result<std::unique_ptr<BoostedModel>> train(const Rows& rows, const Eigen::VectorXf& targets,
                                                    const BoostedOptions& options) const override {
    const Matrix matrix(rows);
    const auto count = static_cast<bst_ulong>(rows.rows());
    if (!matrix.made() || XGDMatrixSetFloatInfo(matrix.handle(), "label", targets.data(), count) != 0)
      return refusal();
    const auto group = static_cast<unsigned>(count);  // all rows are of one list
    if (options.ranking && XGDMatrixSetUIntInfo(matrix.handle(), "group", &group, 1) != 0) return refusal();
    const DMatrixHandle cache = matrix.handle();
    BoosterHandle handle = nullptr;
    if (XGBoosterCreate(&cache, 1, &handle) != 0) return refusal();
    auto model = std::make_unique<Model>(handle);
    const std::pair<const char*, std::string> settings[] = {
        {"objective", options.ranking ? "rank:pairwise" : "reg:squarederror"},
        {"max_depth", std::to_string(options.depth)},
        {"eta", std::to_string(options.rate)},
        {"subsample", std::to_string(options.share)},
        {"seed", std::to_string(options.seed)},
        {"tree_method", "exact"},
        {"nthread", "1"},
        {"verbosity", "0"},
    };
    for (const auto& [name, value] : settings)
      if (XGBoosterSetParam(handle, name, value.c_str()) != 0) return refusal();
    for (int round = 0; round < options.rounds; ++round)
      if (XGBoosterUpdateOneIter(handle, round, matrix.handle()) != 0) return refusal();
    return std::unique_ptr<BoostedModel>(std::move(model));
  }
};

}  // namespace
}  // namespace nasg::search

extern "C" __attribute__((visibility("default"))) const nasg::search::BoostedBackend* nasg_boosted_backend() {
  static const nasg::search::XgboostBackend backend;
  return &backend;
}
