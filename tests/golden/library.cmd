# RUN: nasgc check ../../stdlib/std/*.nasg ../../examples/*.nasg
# RUN: nasgc count ../../stdlib/std/nb201.nasg
# RUN: nasgc count std.nb201
# RUN: nasgc count std.nb20
# RUN: nasgc count ../../stdlib/std/hnb201.nasg
# RUN: nasgc count ../../examples/cells.nasg
# RUN: nasgc count ../../examples/quickstart.nasg
# RUN: nasgc sample ../../stdlib/std/nb201.nasg -n 2 --seed 5 --as nb201
# RUN: nasgc show ../../stdlib/std/nb201.nasg '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|none~1|nor_conv_1x1~2|' --as term
# RUN: nasgc show ../../stdlib/std/nb201.nasg 'Cell(conv3x3, id, conv1x1, avg_pool, conv3x3, conv3x3)' --as cost | tail -n 3
