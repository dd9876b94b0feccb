; SPDX-License-Identifier: Apache-2.0
; Definitions with their documentation, and uses.
((doc_comment)* @doc . (op_declaration name: (identifier) @name) @definition.function (#strip! @doc "^/// ?"))
((doc_comment)* @doc . (topology_declaration name: (identifier) @name) @definition.function (#strip! @doc "^/// ?"))
((doc_comment)* @doc . (space_declaration name: (identifier) @name) @definition.class (#strip! @doc "^/// ?"))
((doc_comment)* @doc . (search_declaration name: (identifier) @name) @definition.module (#strip! @doc "^/// ?"))
((doc_comment)* @doc . (rule_declaration name: (identifier) @name) @definition.type (#strip! @doc "^/// ?"))

(call_expression function: (reference) @name) @reference.call
(space_declaration base: (reference) @name) @reference.class
(search_declaration space: (reference) @name) @reference.class
