// SPDX-License-Identifier: Apache-2.0
// Kernels by name.
#include "search/kernels/kernel.h"

#include <algorithm>
#include <cstdio>

#include "compiler/diag/codes/search.h"
#include "search/kernels/combined_kernel.h"
#include "search/kernels/parallel.h"
#include "search/kernels/radial_kernel.h"
#include "search/kernels/string_kernel.h"
#include "search/kernels/wl_kernel.h"

namespace nasg::search {
namespace {

using KernelResult = diag::Result<std::unique_ptr<Kernel>>;

bool among(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

KernelResult combine(const ir::Setting& setting, const ModelContext& context) {
  const auto& call = std::get<ir::Setting::Call>(setting.value);
  ir::SettingReader reader(setting);
  std::vector<std::unique_ptr<Kernel>> parts;
  for (std::size_t i = 0; i < call.positional.size(); ++i) {
    KernelResult part = make_kernel(*reader.find("kernel " + std::to_string(i + 1)), context);
    if (!part) return part.error();
    parts.push_back(std::move(*part));
  }
  if (parts.empty()) static_cast<void>(reader.required_text("kernel 1"));
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return make_combination(call.name == "sum" ? Combination::kSum : Combination::kProduct, std::move(parts));
}

}  // namespace

std::vector<std::string> kernel_names() {
  std::vector<std::string> names = {"hwl", "wl", "string"};
  for (std::string& name : distance_kernel_names()) names.push_back(std::move(name));
  names.insert(names.end(), {"sum", "product"});
  return names;
}

KernelResult make_kernel(const ir::Setting& setting, const ModelContext& context) {
  const ir::Space& space = context.space;
  const std::string name = ir::SettingReader(setting).name();
  if (name == "hwl" || name == "wl") {
    const diag::Result<WlSpec> spec = read_wl(setting, space);
    if (!spec) return spec.error();
    return make_wl(space, *spec);
  }
  if (name == "string") return make_string_kernel(setting, space);
  if (name == "sum" || name == "product") return combine(setting, context);
  if (among(distance_kernel_names(), name)) return make_distance_kernel(setting, context);
  diag::Diagnostic error = diag::make(diag::code::E0712, setting.place, name.empty() ? setting.text() : name);
  if (const auto near = diag::nearest(name, kernel_names()))
    error.fix(setting.place, *near, "did you mean `" + *near + "`?");
  std::string list;
  for (const std::string& known : kernel_names()) list += (list.empty() ? "`" : ", `") + known + "`";
  error.note("the kernels are " + list);
  return error;
}

diag::Result<Eigen::MatrixXd> gram(const ModelContext& context,
                                   std::span<const derivation::Derivation> derivations,
                                   const ir::Setting& kernel) {
  const KernelResult made = make_kernel(kernel, context);
  if (!made) return made.error();
  if (derivations.empty()) return Eigen::MatrixXd();
  const std::unique_ptr<KernelSet> empty = (*made)->set();
  const std::unique_ptr<KernelSet> set = empty->others(derivations, empty->shape());
  return set->gram(set->start());
}

void KernelSet::add(std::span<const derivation::Derivation> derivations) {
  constexpr std::size_t kGrain = 4;
  const auto before = static_cast<std::size_t>(size());
  resize(static_cast<Eigen::Index>(before + derivations.size()));
  Pieces pieces(derivations.size(), kGrain);
  pieces.run(0, [&] {
    const Reader read = reader();
    Sight sight;
    while (const Pieces::Piece piece = pieces.next())
      for (std::size_t i = piece.begin; i < piece.end; ++i) {
        sight.turn_to(derivations[i]);
        read(before + i, sight);
      }
  });
}

std::vector<Eigen::MatrixXd> part_of(const std::vector<Eigen::MatrixXd>& matrices,
                                     std::span<const std::size_t> members) {
  const std::vector<Eigen::Index> at(members.begin(), members.end());
  std::vector<Eigen::MatrixXd> parts;
  for (const Eigen::MatrixXd& matrix : matrices) parts.emplace_back(matrix(at, at));
  return parts;
}

double lower_sum(const Eigen::MatrixXd& slope, const Eigen::MatrixXd& by) {
  double sum = 0;
  for (Eigen::Index j = 0; j < slope.cols(); ++j)
    sum += slope.col(j).tail(slope.rows() - j).dot(by.col(j).tail(slope.rows() - j));
  return sum;
}

Eigen::VectorXd softmax(const Eigen::VectorXd& logits) {
  const Eigen::VectorXd powers = (logits.array() - logits.maxCoeff()).exp();
  return powers / powers.sum();
}

Eigen::VectorXd softmax_gradient(const Eigen::VectorXd& weights, const Eigen::VectorXd& by_weight) {
  return weights.array() * (by_weight.array() - weights.dot(by_weight));
}

std::string short_text(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.2g", value);
  return buffer;
}

}  // namespace nasg::search
