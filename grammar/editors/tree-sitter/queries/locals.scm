; SPDX-License-Identifier: Apache-2.0
; Where names are known.

[(source_file) (op_declaration) (topology_declaration) (space_declaration) (let_expression) (block)] @local.scope

(op_declaration name: (identifier) @local.definition.function)
(topology_declaration name: (identifier) @local.definition.function)
(space_declaration name: (identifier) @local.definition.type)
(rule_declaration name: (identifier) @local.definition.type)
(parameter name: (identifier) @local.definition.parameter)
(block input: (identifier) @local.definition.parameter)
(equation name: (identifier) @local.definition.var)
(let_expression name: (identifier) @local.definition.var)

(reference) @local.reference
