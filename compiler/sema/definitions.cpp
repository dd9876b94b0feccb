// SPDX-License-Identifier: Apache-2.0
// Elaboration of ops and topologies at their first use in a space.
#include <algorithm>

#include "compiler/diag/codes/names.h"
#include "compiler/sema/annotations.h"
#include "compiler/sema/functions.h"

namespace nasg::sema {

namespace code = diag::code;
using diag::make;

namespace {

/// Reports parameters that have one name.
void check_parameters(diag::Sink& sink, const std::vector<const grammar::Name*>& names) {
  std::map<std::string, diag::Place> first;
  for (const grammar::Name* name : names) {
    const auto [at, fresh] = first.emplace(name->text, name->place);
    if (!fresh) sink.add(make(code::E0201, name->place, name->text)).label(at->second, "first defined here");
  }
}

}  // namespace

ir::OpId Context::use(std::size_t module, const grammar::OpDeclaration& op, diag::Place use_place) {
  if (std::ranges::find(open_, &op) != open_.end()) {
    sink.add(make(code::E0212, use_place, op.name.text)).label(op.name.place, "its definition");
    return {};
  }
  if (const auto known = ops_.find(&op); known != ops_.end()) return known->second;
  const ir::OpId id(space().ops.size());
  ops_[&op] = id;
  result.uses.insert(&op);
  Scope scope;
  scope.kind = Scope::Kind::kOp;
  scope.module = module;
  std::vector<const grammar::Name*> parameters;
  for (const grammar::Parameter& param : op.params) {
    parameters.push_back(&param.name);
    scope.params.push_back(param.name.text);
  }
  check_parameters(sink, parameters);
  space().ops.push_back({op.name.text, scope.params, {}, {}, op.doc, op.name.place});
  result.op_types.emplace_back();
  bool typed = true;
  if (op.type) {
    auto type = elaborate_type(*this, scope, *op.type);
    typed = type.has_value();
    result.op_types[id.index()] = std::move(type);
  }
  space().ops[id.index()].axes = scope.axes;
  open_.push_back(&op);
  const ir::ExprId body = Functions(*this, scope).elaborate(*op.body);
  open_.pop_back();
  if (body.valid() && inputs_of(body) != 1) {
    sink.add(
            make(code::E0225, op.name.place, "`" + op.name.text + "`", how_many_inputs(inputs_of(body)), "1"))
        .note("an op has one input; a topology may have several");
    return id;
  }
  if (typed) space().ops[id.index()].body = body;
  return id;
}

ir::TopologyId Context::use(std::size_t module, const grammar::TopologyDeclaration& topology,
                            diag::Place use_place) {
  if (std::ranges::find(open_, &topology) != open_.end()) {
    sink.add(make(code::E0212, use_place, topology.name.text)).label(topology.name.place, "its definition");
    return {};
  }
  if (const auto known = topologies_.find(&topology); known != topologies_.end()) return known->second;
  const ir::TopologyId id(space().topologies.size());
  topologies_[&topology] = id;
  result.uses.insert(&topology);
  Scope scope;
  scope.kind = Scope::Kind::kTopology;
  scope.module = module;
  std::vector<const grammar::Name*> parameters;
  std::vector<std::string> params;
  for (const grammar::Name& param : topology.params) {
    parameters.push_back(&param);
    scope.holes.emplace(param.text, static_cast<std::uint32_t>(params.size()));
    params.push_back(param.text);
  }
  check_parameters(sink, parameters);
  scope.hole_inputs.resize(params.size());
  std::vector<Reading> readings;
  scope.readings = &readings;
  space().topologies.push_back({topology.name.text,
                                std::move(params),
                                std::vector<std::uint32_t>(topology.params.size(), 1),
                                1,
                                {},
                                topology.doc,
                                topology.name.place});
  topologies_made_.emplace_back();
  topologies_made_.back().uses.resize(topology.params.size(), 0);
  open_.push_back(&topology);
  const ir::ExprId body = Functions(*this, scope).elaborate(*topology.body);
  open_.pop_back();
  if (!body.valid()) return id;
  for (std::size_t i = 0; i < scope.hole_inputs.size(); ++i) {
    space().topologies[id.index()].param_inputs[i] = scope.hole_inputs[i].value_or(1);
    if (!scope.hole_inputs[i])
      sink.add(make(code::W0224, topology.params[i].place, "parameter", topology.params[i].text));
  }
  ir::Topology& made = space().topologies[id.index()];
  for (const Reading& reading : readings) {
    const std::uint32_t inputs = made.param_inputs[reading.argument];
    if (reading.input < inputs) continue;
    sink.add(make(code::E0243, reading.place,
                  "`" + made.params[reading.argument] + "` takes " + how_many_inputs(inputs)));
    return id;
  }
  made.inputs = inputs_of(body);
  made.body = body;
  count_uses(body, 1, topologies_made_[id.index()].uses);
  return id;
}

}  // namespace nasg::sema
