// SPDX-License-Identifier: Apache-2.0
// The store of trials: an SQLite file. Every trial is committed before the next begins.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/diag/diagnostic.h"
#include "runtime/training/objective.h"

namespace nasg::study {

/// What makes two runs the same run; kept as text, compared on resume.
struct RunHeader {
  std::string space_title;  ///< NB201(classes=10, width=8, n=1)
  std::string space_ir;     ///< its text form, so that a changed file is noticed
  std::string strategy;     ///< the setting's text
  std::string objective;
  std::uint64_t seed = 0;
  bool maximises = true;                       ///< what the objective wants; follows from it
  std::vector<training::Criterion> further{};  ///< likewise
  friend bool operator==(const RunHeader&, const RunHeader&) = default;
};

struct Trial {
  std::int64_t number = 0;  ///< from 0, in order of evaluation
  std::string term;
  training::Evaluation evaluation;
  std::int64_t fidelity = 0;  ///< at which it was evaluated (training/fidelity.h); 0: in full
};

/// Several threads may use one study.
class Study {
 public:
  /// Opens or makes the file. E0801: it is not a study, is truncated or damaged, or cannot be written.
  static diag::Result<Study> open(const std::string& path);
  ~Study();
  Study(Study&&) noexcept;
  Study& operator=(Study&&) noexcept;

  const std::string& path() const;

  /// The run with that header, or a new one; the same run twice is one run.
  diag::Result<std::int64_t> run(const RunHeader& header);
  /// All runs, oldest first.
  diag::Result<std::vector<std::pair<std::int64_t, RunHeader>>> runs() const;
  diag::Result<std::vector<Trial>> trials(std::int64_t run) const;
  /// Durable once it returns.
  diag::Status add(std::int64_t run, const Trial& trial);

 private:
  struct Data;
  explicit Study(std::unique_ptr<Data> data);
  std::unique_ptr<Data> data_;
};

}  // namespace nasg::study
