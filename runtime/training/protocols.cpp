// SPDX-License-Identifier: Apache-2.0
// The table of protocols, and reading their parts.
#include "runtime/training/protocols.h"

#include <algorithm>
#include <cstdint>

namespace nasg::training {

namespace {

using network::Optimiser;
using network::Protocol;
using network::Schedule;

constexpr const char* kOptimisers[] = {"sgd", "adam", "adamw"};
constexpr const char* kPrecisions[] = {"float32", "bfloat16"};
constexpr const char* kSchedules[] = {"constant", "cosine", "step", "one_cycle"};

/// SGD with the cosine stepped by epoch and a border for random cuts, as most of the papers train.
Protocol by_epoch(int epochs, int batch, double rate, double decay) {
  Protocol protocol{epochs, batch, rate};
  protocol.weight_decay = decay;
  protocol.nesterov = false;
  protocol.by_epoch = true;
  return protocol;
}

Protocol augmented(Protocol protocol, int crop, int cutout = 0) {
  protocol.augmentation = {crop, true, cutout, 0};
  return protocol;
}

Protocol nb201(int crop) {
  Protocol protocol = augmented(by_epoch(200, 256, 0.1, 5e-4), crop);
  protocol.nesterov = true;
  return protocol;
}

Protocol unaugmented_hnas() {
  Protocol protocol = by_epoch(64, 64, 0.01, 3e-4);
  protocol.shuffle = false;
  return protocol;
}

Protocol activation() {
  // 64,000 steps of 128 of 45,000 examples; the rate falls after 32,000 and 48,000.
  Protocol protocol = augmented(by_epoch(182, 128, 0.1, 1e-4), 4);
  protocol.schedule = Schedule::kStep;
  protocol.milestones = {91, 136};
  return protocol;
}

Protocol darts(int epochs, int batch, int cutout) {
  Protocol protocol = augmented(by_epoch(epochs, batch, 0.025, 3e-4), 4, cutout);
  protocol.clip = 5;
  return protocol;
}

Protocol darts_final() {
  Protocol protocol = darts(600, 96, 16);
  protocol.auxiliary = 0.4;
  protocol.ramps_drop_path = true;
  return protocol;
}

/// One of the names, by its place.
template <std::size_t count>
std::size_t read_name(ir::SettingReader& reader, const char* key, const char* const (&names)[count],
                      std::size_t fallback) {
  const std::string given = reader.text(key, names[fallback]);
  const auto* found = std::ranges::find(names, given);
  if (found != std::end(names)) return static_cast<std::size_t>(found - names);
  std::string list;
  for (const char* name : names) list += (list.empty() ? "`" : ", `") + std::string(name) + "`";
  reader.refuse(key, "must be one of " + list);
  return fallback;
}

double read_share(ir::SettingReader& reader, const char* key, double fallback) {
  const double value = reader.number(key, fallback);
  if (!(value >= 0 && value < 1)) reader.refuse(key, "must be at least 0 and less than 1");
  return value;
}

double read_amount(ir::SettingReader& reader, const char* key, double fallback) {
  const double value = reader.number(key, fallback);
  if (!(value >= 0)) reader.refuse(key, "must be at least 0");
  return value;
}

int read_count(ir::SettingReader& reader, const char* key, int fallback, int least) {
  const std::int64_t value = reader.integer(key, fallback);
  if (value < least || value > INT32_MAX) {
    reader.refuse(key, "must be at least " + std::to_string(least));
    return fallback;
  }
  return static_cast<int>(value);
}

Protocol read_named(ir::SettingReader& reader) {
  const std::string name = reader.text("protocol", named_protocols().front().name);
  const auto found = std::ranges::find(named_protocols(), name, &NamedProtocol::name);
  if (found != named_protocols().end()) return found->protocol;
  std::string list;
  for (const NamedProtocol& known : named_protocols())
    list += (list.empty() ? "`" : ", `") + std::string(known.name) + "`";
  reader.refuse("protocol", "must be one of " + list);
  return {};
}

void read_schedule(ir::SettingReader& reader, Protocol& protocol) {
  protocol.schedule = static_cast<Schedule>(
      read_name(reader, "schedule", kSchedules, static_cast<std::size_t>(protocol.schedule)));
  constexpr const char* kSteps[] = {"step", "epoch"};
  protocol.by_epoch = read_name(reader, "by", kSteps, protocol.by_epoch ? 1 : 0) == 1;
  protocol.final_rate = read_amount(reader, "final_lr", protocol.final_rate);
  protocol.milestones = reader.numbers("milestones", protocol.milestones);
  if (!std::ranges::is_sorted(protocol.milestones)) reader.refuse("milestones", "must ascend");
  protocol.gamma = read_amount(reader, "gamma", protocol.gamma);
  protocol.warmup = read_amount(reader, "warmup", protocol.warmup);
}

void read_augmentation(ir::SettingReader& reader, Augmentation& augmentation) {
  augmentation.crop = read_count(reader, "crop", augmentation.crop, 0);
  augmentation.flip = reader.boolean("flip", augmentation.flip);
  augmentation.cutout = read_count(reader, "cutout", augmentation.cutout, 0);
  augmentation.mixup = reader.number("mixup", augmentation.mixup);
  if (!(augmentation.mixup >= 0 && augmentation.mixup <= 1)) reader.refuse("mixup", "must be from 0 to 1");
}

}  // namespace

const std::vector<NamedProtocol>& named_protocols() {
  static const std::vector<NamedProtocol> table{
      {"quick", "ten epochs for small sets on two cores: SGD with Nesterov's momentum, cosine by step",
       Protocol{}},
      {"nb201", "NAS-Bench-201 on CIFAR (Dong, Yang, ICLR 2020): 200 epochs, crop 4, flip", nb201(4)},
      {"nb201_imagenet16", "the same on ImageNet16-120: crop 2", nb201(2)},
      {"hnas_cifar10", "hNAS on CIFAR-10 (Schrodi et al., NeurIPS 2023): that of nb201", nb201(4)},
      {"hnas_cifar100", "hNAS on CIFAR-100: that of nb201", nb201(4)},
      {"hnas_imagenet16", "hNAS on ImageNet16-120: that of nb201_imagenet16", nb201(2)},
      {"hnas_addnist", "hNAS on AddNIST: 64 epochs, neither augmented nor shuffled", unaugmented_hnas()},
      {"hnas_cifartile", "hNAS on CIFARTile: that of hnas_addnist", unaugmented_hnas()},
      {"hnas_activation",
       "hNAS' activation functions: ResNet-20's 64,000 steps, a tenth at half and three quarters",
       activation()},
      {"darts_search", "DARTS' search (Liu et al., ICLR 2019): 50 epochs of a small network",
       darts(50, 64, 0)},
      {"darts",
       "DARTS' final training: 600 epochs, cutout 16, auxiliary head, the space's drop paths growing from 0",
       darts_final()},
  };
  return table;
}

Protocol read_protocol(ir::SettingReader& reader, const std::string& device) {
  Protocol protocol = read_named(reader);
  protocol.epochs = read_count(reader, "epochs", protocol.epochs, 1);
  protocol.batch = read_count(reader, "batch", protocol.batch, 1);
  protocol.learning_rate = reader.number("lr", protocol.learning_rate);
  if (!(protocol.learning_rate > 0)) reader.refuse("lr", "must be above 0");
  protocol.momentum = read_share(reader, "momentum", protocol.momentum);
  protocol.weight_decay = read_amount(reader, "weight_decay", protocol.weight_decay);
  protocol.optimiser = static_cast<Optimiser>(
      read_name(reader, "optimiser", kOptimisers, static_cast<std::size_t>(protocol.optimiser)));
  protocol.nesterov = reader.boolean("nesterov", protocol.nesterov);
  read_schedule(reader, protocol);
  protocol.label_smoothing = read_share(reader, "label_smoothing", protocol.label_smoothing);
  protocol.clip = read_amount(reader, "clip", protocol.clip);
  protocol.ema = read_share(reader, "ema", protocol.ema);
  protocol.patience = read_count(reader, "patience", protocol.patience, 0);
  protocol.auxiliary = read_amount(reader, "auxiliary", protocol.auxiliary);
  protocol.ramps_drop_path = reader.boolean("ramp_drop_path", protocol.ramps_drop_path);
  protocol.precision = static_cast<network::Precision>(
      read_name(reader, "precision", kPrecisions, static_cast<std::size_t>(protocol.precision)));
  protocol.device = reader.text("device", device);
  read_augmentation(reader, protocol.augmentation);
  protocol.shuffle = reader.boolean("shuffle", protocol.shuffle);
  return protocol;
}

}  // namespace nasg::training
