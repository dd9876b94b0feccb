// SPDX-License-Identifier: Apache-2.0
// Reads the settings of Bayesian optimisation.
#include "search/strategies/bo_setting.h"

#include <utility>

#include "compiler/diag/codes/search.h"
#include "search/strategies/measures.h"

namespace nasg::search {
namespace {

using ir::Setting;
using ir::SettingReader;

std::string name_of(const Setting& setting) {
  const auto* call = std::get_if<Setting::Call>(&setting.value);
  return call == nullptr ? setting.text() : call->name;
}

/// E0713: an argument names none of the ways that there are.
diag::Diagnostic unknown_choice(const std::string& key, const Setting& value,
                                const std::vector<std::string>& names) {
  diag::Diagnostic error = diag::make(diag::code::E0713, value.place, key, "bo", name_of(value));
  if (const auto near = diag::nearest(name_of(value), names))
    error.fix(value.place, *near, "did you mean `" + *near + "`?");
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "`" : ", `") + name + "`";
  error.note("it is one of " + list);
  return error;
}

template <class T>
using Choices = std::vector<std::pair<std::string, T>>;

/// The value that a setting's name stands for, or nothing.
template <class T>
const T* find_choice(const Choices<T>& choices, const Setting& setting) {
  for (const auto& [name, value] : choices)
    if (name == name_of(setting)) return &value;
  return nullptr;
}

template <class T>
std::vector<std::string> names_of(const Choices<T>& choices) {
  std::vector<std::string> names;
  for (const auto& choice : choices) names.push_back(choice.first);
  return names;
}

diag::Result<Acquisition> read_acquisition(const Setting& setting) {
  static const Choices<AcquisitionKind> kKinds = {{"ei", AcquisitionKind::kExpectedImprovement},
                                                  {"ucb", AcquisitionKind::kUpperConfidenceBound},
                                                  {"pi", AcquisitionKind::kProbabilityOfImprovement},
                                                  {"ts", AcquisitionKind::kThompson},
                                                  {"its", AcquisitionKind::kIndependentThompson},
                                                  {"mes", AcquisitionKind::kMaxValueEntropy},
                                                  {"ehvi", AcquisitionKind::kHypervolume}};
  const AcquisitionKind* kind = find_choice(kKinds, setting);
  if (kind == nullptr) return unknown_choice("acquisition", setting, names_of(kKinds));
  SettingReader reader(setting);
  Acquisition acquisition{*kind};
  if (*kind == AcquisitionKind::kUpperConfidenceBound) {
    acquisition.beta = reader.number("beta", acquisition.beta);
    if (!(acquisition.beta >= 0)) reader.refuse("beta", "must be 0 or more");
  }
  if (*kind == AcquisitionKind::kHypervolume) {
    if (const diag::Status status = reader.finish(); !status) return status.error();
    return acquisition;
  }
  const std::string price = reader.text("per", "evaluation");
  if (price != "evaluation" && price != "params" && price != "flops")
    reader.refuse("per", "must be `evaluation`, `params` or `flops`");
  if (price == "params") acquisition.price = Price::kParameters;
  if (price == "flops") acquisition.price = Price::kFlops;
  acquisition.power = reader.number("power", acquisition.power);
  if (!(acquisition.power > 0)) reader.refuse("power", "must be above 0");
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return acquisition;
}

/// A number of candidates: from 1 to a million.
std::size_t read_count(SettingReader& reader, const char* key, std::size_t usual) {
  const std::int64_t count = reader.integer(key, static_cast<std::int64_t>(usual));
  constexpr std::int64_t kMost = 1000000;
  if (count < 1 || count > kMost) reader.refuse(key, "must be from 1 to 1000000");
  return static_cast<std::size_t>(count);
}

diag::Result<ClimbOptions> read_climb(SettingReader& reader) {
  ClimbOptions climb;
  climb.starts = read_count(reader, "starts", climb.starts);
  climb.neighbours = read_count(reader, "neighbours", climb.neighbours);
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return climb;
}

diag::Result<Maximiser> read_pool(const Setting& setting) {
  enum class Kind { kEvolution, kMutation, kRandom, kLocal };
  static const Choices<Kind> kKinds = {{"evolution", Kind::kEvolution},
                                       {"mutation", Kind::kMutation},
                                       {"random", Kind::kRandom},
                                       {"local", Kind::kLocal}};
  const Kind* kind = find_choice(kKinds, setting);
  if (kind == nullptr) return unknown_choice("pool", setting, names_of(kKinds));
  SettingReader reader(setting);
  if (*kind == Kind::kLocal) {
    const diag::Result<ClimbOptions> climb = read_climb(reader);
    if (!climb) return climb.error();
    return Maximiser(*climb);
  }
  PoolOptions pool;
  pool.size = read_count(reader, "size", pool.size);
  if (*kind == Kind::kEvolution) {
    const std::int64_t generations = reader.integer("generations", pool.generations);
    if (generations < 1 || generations > 10000) reader.refuse("generations", "must be from 1 to 10000");
    pool.generations = static_cast<int>(generations);
    pool.most_generations = 5 * pool.generations;
  } else {
    pool.generations = pool.most_generations = 0;
  }
  if (*kind == Kind::kRandom) pool.mutants = 0;
  if (*kind == Kind::kMutation) {
    const double random = reader.number("random", 1 - pool.mutants);
    if (!(random >= 0 && random <= 1)) reader.refuse("random", "must be from 0 to 1");
    pool.mutants = 1 - random;
  }
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return Maximiser(pool);
}

/// `surrogate`, or a Gaussian process with the arguments of it that are given.
diag::Result<std::unique_ptr<Surrogate>> read_surrogate(const Setting& setting, SettingReader& reader,
                                                        const ModelContext& context) {
  Setting::Call process{"gp", {}, {}};
  for (const char* key : {"kernel", "target"})
    if (const Setting* value = reader.find(key)) process.named.push_back({key, *value});
  const Setting* const surrogate = reader.find("surrogate");
  if (surrogate != nullptr && !process.named.empty())
    reader.refuse("surrogate", "has its own `" + process.named.front().name + "`");
  return make_surrogate(surrogate != nullptr ? *surrogate : Setting{std::move(process), setting.place},
                        context);
}

}  // namespace

diag::Result<BoOptions> read_bo_common(const Setting& setting, SettingReader& reader,
                                       const SearchContext& context) {
  BoOptions options;
  const ModelContext models(context.space, measures_by(context.make_objective));
  for (std::size_t i = 0; i <= context.further; ++i) {
    diag::Result<std::unique_ptr<Surrogate>> surrogate = read_surrogate(setting, reader, models);
    if (!surrogate) return surrogate.error();
    options.surrogates.push_back(*std::move(surrogate));
  }
  if (const Setting* acquisition = reader.find("acquisition")) {
    const diag::Result<Acquisition> read = read_acquisition(*acquisition);
    if (!read) return read.error();
    options.acquisition = *read;
    const bool several = read->kind == AcquisitionKind::kHypervolume;
    if (several && context.further == 0)
      reader.refuse("acquisition", "is for objectives with several values");
    if (!several && context.further > 0)
      reader.refuse("acquisition", "must be `ehvi` where the objective has several values");
  }
  const std::int64_t initial = reader.integer("initial", static_cast<std::int64_t>(options.initial));
  if (initial < 1) reader.refuse("initial", "must be 1 or more");
  options.initial = static_cast<std::size_t>(initial);
  return options;
}

diag::Result<BoOptions> read_bo(const Setting& setting, const SearchContext& context) {
  SettingReader reader(setting);
  diag::Result<BoOptions> options = read_bo_common(setting, reader, context);
  if (!options) return options;
  if (const Setting* pool = reader.find("pool")) {
    const auto read = read_pool(*pool);
    if (!read) return read.error();
    options->pool = *read;
  }
  if (const diag::Status status = reader.finish(); !status) return status.error();
  return options;
}

}  // namespace nasg::search
