// SPDX-License-Identifier: Apache-2.0
// Binding of arguments to parameters.
#include "compiler/sema/arguments.h"

#include <algorithm>

#include "compiler/diag/codes/names.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;
using grammar::Argument;

namespace {

std::string how_many(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " argument" : " arguments");
}

class Binder {
 public:
  Binder(const std::string& callee, const std::vector<ParameterSpec>& parameters, diag::Sink& sink)
      : callee_(callee), parameters_(parameters), sink_(sink), bound_(parameters.size()) {}

  void positional(const Argument& argument) {
    if (named_) {
      fail(make(code::E0219, argument.value->place));
      return;
    }
    bound_[next_++] = argument.value.get();
  }

  void named(const Argument& argument) {
    named_ = true;
    const auto at = std::ranges::find(parameters_, argument.name->text, &ParameterSpec::name);
    if (at == parameters_.end()) {
      unknown(*argument.name);
      return;
    }
    const auto index = static_cast<std::size_t>(at - parameters_.begin());
    if (bound_[index]) {
      fail(make(code::E0206, argument.name->place, argument.name->text, callee_))
          .label(bound_[index]->place, "first given here");
      return;
    }
    bound_[index] = argument.value.get();
  }

  void require(diag::Place place) {
    if (failed_) return;
    for (std::size_t i = 0; i < parameters_.size(); ++i)
      if (parameters_[i].required && !bound_[i]) fail(make(code::E0207, place, callee_, parameters_[i].name));
  }

  std::optional<std::vector<const grammar::Expression*>> take() {
    if (failed_) return std::nullopt;
    return std::move(bound_);
  }

 private:
  diag::Diagnostic& fail(diag::Diagnostic error) {
    failed_ = true;
    return sink_.add(std::move(error));
  }

  void unknown(const grammar::Name& name) {
    diag::Diagnostic& error = fail(make(code::E0205, name.place, callee_, name.text));
    std::vector<std::string> names;
    for (const ParameterSpec& parameter : parameters_) names.push_back(parameter.name);
    if (const auto near = diag::nearest(name.text, names))
      error.fix(name.place, *near, "did you mean `" + *near + "`?");
    std::string all;
    for (const std::string& known : names) all += (all.empty() ? "`" : ", `") + known + "`";
    error.note(names.empty() ? "it takes no arguments" : "it takes " + all);
  }

  const std::string& callee_;
  const std::vector<ParameterSpec>& parameters_;
  diag::Sink& sink_;
  std::vector<const grammar::Expression*> bound_;
  std::size_t next_ = 0;
  bool named_ = false;
  bool failed_ = false;
};

}  // namespace

std::optional<std::vector<const grammar::Expression*>> bind_arguments(
    const std::string& callee, const std::vector<ParameterSpec>& parameters,
    const std::vector<Argument>& arguments, diag::Place place, diag::Sink& sink) {
  const auto required =
      static_cast<std::size_t>(std::ranges::count(parameters, true, &ParameterSpec::required));
  const bool no_names = std::ranges::none_of(arguments, [](const Argument& a) { return a.name.has_value(); });
  // Where all must be given, too few plain arguments are one mistake, not one for each that is missing.
  const bool exact = required == parameters.size();
  const bool too_few = no_names && exact && required > 1 && arguments.size() < required;
  if (arguments.size() > parameters.size() || too_few) {
    const std::string wanted = (exact ? "" : "at most ") + how_many(parameters.size());
    sink.add(make(code::E0204, place, callee, wanted, std::to_string(arguments.size())));
    return std::nullopt;
  }
  Binder binder(callee, parameters, sink);
  for (const Argument& argument : arguments) {
    if (argument.name)
      binder.named(argument);
    else
      binder.positional(argument);
  }
  binder.require(place);
  return binder.take();
}

}  // namespace nasg::sema
