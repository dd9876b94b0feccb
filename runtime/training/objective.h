// SPDX-License-Identifier: Apache-2.0
// What a search asks of an architecture: an objective evaluates one derivation.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/automaton.h"
#include "compiler/ir/setting.h"
#include "runtime/derivation/derivation.h"
#include "runtime/training/fidelity.h"

namespace nasg::training {

/// What came of one evaluation. A failed one has a message and no value; the search goes on.
struct Evaluation {
  std::optional<double> value;            ///< the metric as the user stated it, seen by the search
  std::optional<double> test;             ///< seen by the report alone
  std::map<std::string, double> metrics;  ///< whatever else was measured: params, flops, loss, …
  std::map<std::string, std::vector<double>> curves;  ///< by epoch: train_loss, valid_loss, valid_accuracy
  double seconds = 0;                                 ///< wall time, or the cost column of a table
  bool admitted = true;  ///< false: it has a value, but exceeds a limit of the objective
  std::string message;   ///< why it failed, with the last lines of a program's output
};

struct EvaluationContext {
  std::uint64_t seed = 0;  ///< of this trial, or of the first of its derivation; the result follows from it
  std::int64_t fidelity = 0;  ///< how much to spend (fidelity.h); 0: all that a full evaluation takes
  std::int64_t reached = 0;   ///< the highest fidelity of earlier evaluations of the derivation; 0: none
  const std::atomic<bool>* cancelled = nullptr;  ///< set by Ctrl-C: come back soon, with no value
  std::function<void(double share, const std::string& what)> progress;  ///< may be empty
};

/// A further value to be optimised beside `Evaluation::value`.
struct Criterion {
  std::string metric;  ///< of the evaluation
  bool maximises = false;
  friend bool operator==(const Criterion&, const Criterion&) = default;
};

class Objective {
 public:
  virtual ~Objective() = default;
  virtual Evaluation evaluate(const derivation::Derivation& derivation, const EvaluationContext& context) = 0;
  /// false: the value is minimised.
  virtual bool maximises() const { return true; }
  /// Whether two evaluations of one derivation are alike (a table), so that evaluating twice is waste.
  virtual bool deterministic() const { return false; }
  virtual Fidelities fidelities() const { return {}; }
  /// What its evaluations measure beside the value; nothing where only a run tells, as of a program.
  virtual std::optional<std::vector<std::string>> metrics() const { return std::nullopt; }
  /// Not empty where several things are optimised at once, so that a Pareto front is sought.
  virtual std::vector<Criterion> further() const { return {}; }
};

}  // namespace nasg::training
