; SPDX-License-Identifier: Apache-2.0
[
  (space_body) (search_body) (level_body) (notation_body) (rule_declaration) (block) (value_set) (arguments) (comment)
] @fold
(import_declaration)+ @fold
(doc_comment)+ @fold
