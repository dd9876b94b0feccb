; SPDX-License-Identifier: Apache-2.0
; Colours. No node has two of them, so that their order, which editors read differently, says nothing.

"import" @keyword.import
["op" "topology" "space" "search" "extends" "on"] @keyword
["let" "tied" "in" "where" "connected" "frame" "limit" "level" "notation" "step" "log"] @keyword
(boolean) @boolean

["=" "|=" "<=" "->" ">>" "++" "+" "-" "*" "/" "^" "|" "@" ".."] @operator
["(" ")" "[" "]" "{" "}"] @punctuation.bracket
[";" "," ":" "."] @punctuation.delimiter

(number) @number
(string) @string
(escape_sequence) @string.escape
(comment) @comment
(doc_comment) @comment.documentation

(module_path) @module
(op_declaration name: (identifier) @function)
(topology_declaration name: (identifier) @function)
(space_declaration name: (identifier) @type)
(search_declaration name: (identifier) @label)
(rule_declaration name: (identifier) @type)
(level_declaration name: (identifier) @label)
(notation_declaration name: (identifier) @label)
(setting name: (identifier) @property)
(unit) @constant
(parameter name: (identifier) @variable.parameter)
(named_argument name: (identifier) @variable.parameter)
(block input: (identifier) @variable)
(equation name: (identifier) @variable)
(let_expression name: (identifier) @variable)

; Spaces and nonterminals are written in capitals, or so begun where nothing else can stand.
((reference) @type (#match? @type "^[A-Z][A-Z0-9_]*$"))
(space_declaration base: (reference) @type (#not-match? @type "^[A-Z][A-Z0-9_]*$"))
(search_declaration space: (reference) @type (#not-match? @type "^[A-Z][A-Z0-9_]*$"))
(level_body nonterminal: (reference) @type (#not-match? @type "^[A-Z][A-Z0-9_]*$"))
(call_expression function: (reference) @function.call (#not-match? @function.call "^[A-Z][A-Z0-9_]*$"))
