# RUN: nasgc import foreign/hnb201.cfg
# RUN: nasgc import foreign/hnb201.cfg | nasgc check -
# RUN: nasgc import foreign/hnb201.cfg | sed 's/^  CELL .*/  CELL = Cell(OPS, OPS, OPS, OPS, OPS, OPS) where connected;/' | nasgc count - | cmp - <(nasgc count ../../stdlib/std/hnb201.nasg)
# RUN: printf 'S -> "Linear2" CELL CELL [0.25] | CELL [0.75]\nCELL -> "conv3x3" [1.0] # one\n' | nasgc import -
# RUN: printf 'S -> "relu" [0.25] | "gelu" [.5.5]\n' | nasgc import -
# RUN: nasgc import foreign/cells.bnf
# RUN: nasgc import foreign/cells.bnf | nasgc check -
# RUN: nasgc import foreign/groups.ebnf
# RUN: nasgc import foreign/groups.ebnf | nasgc count -
# RUN: printf 'A -> "f" B\nB "g"\n' | nasgc import -
# RUN: printf 'a = "f", (b;\n' | nasgc import -
# RUN: printf '' | nasgc import -
