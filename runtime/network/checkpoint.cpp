// SPDX-License-Identifier: Apache-2.0
// Writes and reads checkpoints.
#include "runtime/network/checkpoint.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "compiler/diag/codes/training.h"
#include "runtime/derivation/label_hash.h"
#include "runtime/network/guard.h"
#include "runtime/network/tensor_file.h"
#include "runtime/network/write_whole.h"

namespace nasg::network {

namespace {

constexpr const char* kIdentity = "training.identity";
constexpr const char* kCurve = "training.curve";
constexpr const char* kParts[] = {"network", "protocol", "data set", "seed"};
enum Part : std::size_t { kProtocol = 1, kSeed = 3 };
constexpr std::int64_t kColumns = 3;  ///< of the curve

/// Everything that the weights after an epoch depend on.
std::string text(const Protocol& p) {
  std::ostringstream out;
  out.precision(17);
  const training::Augmentation& a = p.augmentation;
  out << p.epochs << ' ' << p.batch << ' ' << p.learning_rate << ' ' << p.momentum << ' ' << p.weight_decay
      << ' ' << static_cast<int>(p.optimiser) << ' ' << p.nesterov << ' ' << static_cast<int>(p.schedule)
      << ' ' << p.by_epoch << ' ' << p.final_rate << ' ' << p.gamma << ' ' << p.warmup << ' '
      << p.label_smoothing << ' ' << p.clip << ' ' << p.ema << ' ' << p.patience << ' ' << a.crop << ' '
      << a.flip << ' ' << a.cutout << ' ' << a.mixup << ' ' << p.shuffle << ' ' << p.auxiliary << ' '
      << p.ramps_drop_path << ' ' << static_cast<int>(p.precision);
  for (const double milestone : p.milestones) out << ' ' << milestone;
  return std::move(out).str();
}

/// Sizes, labels and the first image: enough to tell sets apart without reading all of them.
std::string text(const training::Split& data) {
  std::ostringstream out;
  out.precision(9);
  for (const training::Images* part : {&data.train, &data.valid}) {
    out << ir::text(part->shape) << part->count();
    for (const std::int64_t label : part->labels) out << ' ' << label;
    const std::size_t size = part->pixels.size() / std::max<std::size_t>(part->count(), 1);
    for (std::size_t i = 0; i < size; ++i) out << ' ' << part->pixels[i];
  }
  return std::move(out).str();
}

auto read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return unpickled(std::string{std::istreambuf_iterator<char>(file), {}});
}

bool is_checkpoint(const std::map<std::string, at::Tensor>& saved) {
  const auto identity = saved.find(kIdentity);
  const auto curve = saved.find(kCurve);
  return identity != saved.end() && curve != saved.end() && identity->second.numel() == std::ssize(kParts) &&
         identity->second.scalar_type() == at::kLong && curve->second.scalar_type() == at::kDouble &&
         curve->second.dim() == 2 && curve->second.size(1) == kColumns;
}

std::int64_t hash(const std::string& text) {
  return static_cast<std::int64_t>(derivation::label_hash(text));
}

}  // namespace

Checkpoint::Checkpoint(const Protocol& protocol, const derivation::Plan& plan, const training::Split& data,
                       std::uint64_t seed, NamedTensors tensors)
    : path_(protocol.checkpoint),
      identity_{hash(derivation::text(plan)), hash(text(protocol)), hash(text(data)),
                static_cast<std::int64_t>(seed)},
      tensors_(std::move(tensors)) {}

diag::Status Checkpoint::save(const std::vector<Epoch>& curve) const {
  NamedTensors all;
  for (const auto& [name, tensor] : tensors_) all.emplace_back(name, tensor.cpu());
  const at::Tensor identity = at::empty({static_cast<std::int64_t>(identity_.size())}, at::kLong);
  std::ranges::copy(identity_, identity.data_ptr<std::int64_t>());
  all.emplace_back(kIdentity, identity);
  const at::Tensor rows = at::empty({static_cast<std::int64_t>(curve.size()), kColumns}, at::kDouble);
  double* number = rows.data_ptr<double>();
  for (const Epoch& epoch : curve)
    for (const double value : {epoch.train_loss, epoch.valid_loss, epoch.valid_accuracy}) *number++ = value;
  all.emplace_back(kCurve, rows);
  if (const auto written = write_whole(path_, pickled(all)); !written)
    return diag::make(diag::code::E0640, {}, path_, written.error().arguments[1]);
  return diag::success();
}

diag::Result<std::vector<Epoch>> Checkpoint::load() const {
  std::error_code error;
  if (!std::filesystem::exists(path_, error)) return std::vector<Epoch>{};
  const auto saved = read(path_);
  if (!saved) return diag::make(diag::code::E0640, {}, path_, saved.error().arguments[0]);
  if (const auto taken = take(*saved); !taken) return taken.error();
  std::vector<Epoch> curve;
  const at::Tensor& rows = saved->at(kCurve);
  const double* number = rows.data_ptr<double>();
  for (std::int64_t i = 0; i < rows.size(0); ++i, number += kColumns)
    curve.push_back({number[0], number[1], number[2]});
  return curve;
}

// 1. Is it of this training?  2. Does it hold every tensor?  3. Take them.
diag::Status Checkpoint::take(const std::map<std::string, at::Tensor>& saved) const {
  const auto damaged = [&](std::string why) {
    return diag::make(diag::code::E0640, {}, path_, std::move(why));
  };
  if (!is_checkpoint(saved)) return damaged("it holds weights, but is no checkpoint of a training");
  const auto* known = saved.at(kIdentity).data_ptr<std::int64_t>();
  for (std::size_t i = 0; i < identity_.size(); ++i)
    if (known[i] != identity_[i]) return diag::make(diag::code::E0641, {}, path_, kParts[i]);
  if (const auto name = missing(saved)) return damaged("`" + *name + "` is missing");
  copy(saved);
  return diag::success();
}

std::optional<std::string> Checkpoint::missing(const std::map<std::string, at::Tensor>& saved) const {
  for (const auto& [name, tensor] : tensors_) {
    const auto found = saved.find(name);
    if (found == saved.end() || found->second.sizes() != tensor.sizes()) return name;
  }
  return std::nullopt;
}

void Checkpoint::copy(const std::map<std::string, at::Tensor>& saved) const {
  const at::NoGradGuard no_gradients;
  for (const auto& [name, tensor] : tensors_) tensor.copy_(saved.at(name));
}

bool Checkpoint::adopt(const std::string& path) const {
  const auto saved = read(path);
  if (!saved || !is_checkpoint(*saved) || missing(*saved)) return false;
  const auto* known = saved->at(kIdentity).data_ptr<std::int64_t>();
  for (const Part part : {kProtocol, kSeed})
    if (known[part] != identity_[part]) return false;
  copy(*saved);
  return true;
}

}  // namespace nasg::network
