// SPDX-License-Identifier: Apache-2.0
// Writes and reads checkpoints.
#include "runtime/network/checkpoint.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <zlib.h>

#include <algorithm>
#include <fstream>

#include "compiler/diag/codes/training.h"
#include "runtime/derivation/label_hash.h"
#include "runtime/network/identity.h"
#include "runtime/network/tensor_file.h"
#include "runtime/network/write_whole.h"

namespace nasg::network {

namespace {

constexpr const char* kIdentity = "training.identity";
constexpr const char* kCurve = "training.curve";
constexpr const char* kChecksum = "training.checksum";
constexpr const char* kParts[] = {"network", "protocol", "data set", "seed"};
enum Part : std::size_t { kProtocol = 1, kSeed = 3 };
constexpr std::int64_t kColumns = 3;  ///< of the curve

using Saved = std::map<std::string, at::Tensor>;

/// Of the names, shapes and numbers of all but itself: LibTorch does not look at those of the archive.
std::int64_t checksum(const Saved& tensors) {
  uLong sum = 0;
  const auto add = [&](const void* bytes, std::size_t count) {
    if (count > 0) sum = crc32_z(sum, static_cast<const Bytef*>(bytes), count);
  };
  for (const auto& [name, tensor] : tensors) {
    if (name == kChecksum) continue;
    const at::Tensor numbers = tensor.contiguous();
    add(name.data(), name.size());
    add(numbers.sizes().data(), numbers.sizes().size() * sizeof(std::int64_t));
    add(numbers.data_ptr(), numbers.nbytes());
  }
  return static_cast<std::int64_t>(sum);
}

bool has_checksum(const Saved& tensors) {
  const auto found = tensors.find(kChecksum);
  return found != tensors.end() && found->second.scalar_type() == at::kLong && found->second.numel() == 1 &&
         found->second.item<std::int64_t>() == checksum(tensors);
}

/// What the file holds; nothing if there is none. E0640.
diag::Result<std::optional<Saved>> read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::optional<Saved>{};
  const auto damaged = [&](const std::string& why) {
    return diag::make(diag::code::E0640, {}, path,
                      "it is damaged (" + why + "); remove it, and the training starts anew");
  };
  auto saved = unpickled(std::string{std::istreambuf_iterator<char>(file), {}});
  if (!saved) return damaged(saved.error().arguments[0]);
  if (saved->contains(kIdentity) && !has_checksum(*saved)) return damaged("its checksum is wrong");
  return std::optional<Saved>(*std::move(saved));
}

bool is_checkpoint(const Saved& saved) {
  const auto identity = saved.find(kIdentity);
  const auto curve = saved.find(kCurve);
  return identity != saved.end() && curve != saved.end() && identity->second.numel() == std::ssize(kParts) &&
         identity->second.scalar_type() == at::kLong && curve->second.scalar_type() == at::kDouble &&
         curve->second.dim() == 2 && curve->second.size(1) == kColumns;
}

}  // namespace

Checkpoint::Checkpoint(const Protocol& protocol, const derivation::Plan& plan, const training::Split& data,
                       std::uint64_t seed, NamedTensors tensors)
    : path_(protocol.checkpoint),
      identity_{static_cast<std::int64_t>(derivation::label_hash(derivation::text(plan))),
                static_cast<std::int64_t>(protocol_hash(protocol)),
                static_cast<std::int64_t>(data_hash(data)), static_cast<std::int64_t>(seed)},
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
  all.emplace_back(kChecksum, at::full({1}, checksum({all.begin(), all.end()}), at::kLong));
  if (const auto written = write_whole(path_, pickled(all)); !written)
    return diag::make(diag::code::E0640, {}, path_, written.error().arguments[1]);
  return diag::success();
}

diag::Result<std::vector<Epoch>> Checkpoint::load() const {
  const auto saved = read(path_);
  if (!saved) return saved.error();
  std::vector<Epoch> curve;
  if (!*saved) return curve;
  if (const auto taken = take(**saved); !taken) return taken.error();
  const at::Tensor& rows = (*saved)->at(kCurve);
  const double* number = rows.data_ptr<double>();
  for (std::int64_t i = 0; i < rows.size(0); ++i, number += kColumns)
    curve.push_back({number[0], number[1], number[2]});
  return curve;
}

// 1. Is it of this training?  2. Does it hold every tensor?  3. Take them.
diag::Status Checkpoint::take(const Saved& saved) const {
  const auto unusable = [&](std::string why) {
    return diag::make(diag::code::E0640, {}, path_, std::move(why));
  };
  if (!is_checkpoint(saved)) return unusable("it holds weights, but is no checkpoint of a training");
  const auto* known = saved.at(kIdentity).data_ptr<std::int64_t>();
  for (std::size_t i = 0; i < identity_.size(); ++i)
    if (known[i] != identity_[i]) return diag::make(diag::code::E0641, {}, path_, kParts[i]);
  if (const auto name = missing(saved)) return unusable("`" + *name + "` is missing");
  copy(saved);
  return diag::success();
}

std::optional<std::string> Checkpoint::missing(const Saved& saved) const {
  for (const auto& [name, tensor] : tensors_) {
    const auto found = saved.find(name);
    if (found == saved.end() || found->second.sizes() != tensor.sizes()) return name;
  }
  return std::nullopt;
}

void Checkpoint::copy(const Saved& saved) const {
  const at::NoGradGuard no_gradients;
  for (const auto& [name, tensor] : tensors_) tensor.copy_(saved.at(name));
}

bool Checkpoint::adopt(const std::string& path) const {
  const auto saved = read(path);
  if (!saved || !*saved || !is_checkpoint(**saved) || missing(**saved)) return false;
  const auto* known = (*saved)->at(kIdentity).data_ptr<std::int64_t>();
  for (const Part part : {kProtocol, kSeed})
    if (known[part] != identity_[part]) return false;
  copy(**saved);
  return true;
}

}  // namespace nasg::network
