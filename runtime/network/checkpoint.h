// SPDX-License-Identifier: Apache-2.0
// What a training needs to go on from where it was.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "runtime/derivation/plan.h"
#include "runtime/network/training.h"
#include "runtime/network/weights.h"
#include "runtime/training/data.h"

namespace nasg::network {

/// A file of tensors (tensor_file.h) that is kept after each epoch. It says of which training it is, and has
/// a checksum (CRC-32) of all that it holds.
class Checkpoint {
 public:
  /// `tensors` are written, and overwritten by what is read.
  Checkpoint(const Protocol& protocol, const derivation::Plan& plan, const training::Split& data,
             std::uint64_t seed, NamedTensors tensors);

  /// The file appears whole or not at all. E0640 if it cannot be written.
  diag::Status save(const std::vector<Epoch>& curve) const;
  /// The curve until then; empty if there is no file. E0640: it is damaged; E0641: it is of another training.
  /// Then nothing is changed.
  diag::Result<std::vector<Epoch>> load() const;
  /// Takes the tensors of the checkpoint of a training by the same protocol and seed on other data. Nothing
  /// is changed, and the answer is no, if the file is none or has other tensors.
  bool adopt(const std::string& path) const;

 private:
  diag::Status take(const std::map<std::string, at::Tensor>& saved) const;
  /// The name of a tensor that is not there, or has another shape.
  std::optional<std::string> missing(const std::map<std::string, at::Tensor>& saved) const;
  void copy(const std::map<std::string, at::Tensor>& saved) const;

  std::string path_;
  std::vector<std::int64_t> identity_;  ///< hashes: network, protocol, data, seed
  NamedTensors tensors_;
};

}  // namespace nasg::network
