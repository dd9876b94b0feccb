# RUN: nasgc --version | head -n 1
# RUN: nasgc --help | head -n 3
# RUN: nasgc frobnicate >/dev/null 2>&1
# RUN: nasgc check missing.nasg
# RUN: nasgc check .
# RUN: printf 'space \0 S' | nasgc check -
# RUN: printf 'space S\xff' | nasgc check -
# RUN: nasgc check draw.nasg terms.nasg missing.nasg
# RUN: nasgc count draw.nasg --depth 0 >/dev/null 2>&1
# RUN: nasgc check --diagnostics-format=xml draw.nasg >/dev/null 2>&1
# RUN: printf 'space S : [3] -> [3] {start=relu|id;}\nspace R : [3] -> [3] { start = relu | id; }' | nasgc fmt --diff -
# RUN: nasgc check --color=always missing.nasg
# RUN: printf 'op a = x;\nop b = y;\nop c = z;' | nasgc check --error-limit=2 -
# RUN: nasgc chek draw.nasg
# RUN: nasgc check --tim-passes draw.nasg
# RUN: nasgc check draw.nasg --error-limt=3
# RUN: nasgc frobnicate draw.nasg --space S
