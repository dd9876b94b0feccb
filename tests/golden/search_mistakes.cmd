# RUN: nasg search cells.nasg --space Cells --no-jit --objective params --strategy 'hyperband'
# RUN: nasg search cells.nasg --space Cells --no-jit --objective 'pareto(params)'
# RUN: nasg search cells.nasg --space Cells --no-jit --objective 'pareto(params, flops)' --strategy local
# RUN: nasg search cells.nasg --space Cells --no-jit --objective 'at_most(params, flops = few)'
# RUN: nasg search cells.nasg --space Cells --no-jit --objective params --strategy 'bo(surrogate = forest(encoding = word))'
# RUN: nasg search cells.nasg --space Cells --no-jit --objective params --strategy 'bo(surrogate = forrest)'
# RUN: nasg search cells.nasg --space Cells --no-jit --objective params --strategy 'bo(acquisition = ehvi)'
# RUN: nasg search cells.nasg --space Cells --no-jit --objective params --strategy 'plugin(nowhere)' 2>&1 | cut -c1-60
