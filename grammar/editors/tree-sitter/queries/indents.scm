; SPDX-License-Identifier: Apache-2.0
; Indentation as Neovim asks for it; `nasgc fmt` has the last word.
[
  (space_body) (search_body) (level_body) (notation_body) (block) (parameters) (arguments) (value_set) (list)
  (parenthesized_expression) (op_declaration) (frame_declaration) (limit_declaration) (rule_declaration) (setting)
] @indent.begin
["}" ")" "]"] @indent.branch @indent.end
";" @indent.end
[(comment) (string)] @indent.ignore
