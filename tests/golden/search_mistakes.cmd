# RUN: nasg search cells.nasg --space Cells --no-jit --objective params --strategy 'hyperband'
# RUN: nasg search cells.nasg --space Cells --no-jit --objective 'pareto(params)'
# RUN: nasg search cells.nasg --space Cells --no-jit --objective 'pareto(params, flops)' --strategy local
# RUN: nasg search cells.nasg --space Cells --no-jit --objective 'at_most(params, flops = few)'
# RUN: nasg search cells.nasg --space Cells --no-jit --objective params --strategy 'bo(surrogate = forest(encoding = word))'
# RUN: nasg search cells.nasg --space Cells --no-jit --objective params --strategy 'bo(surrogate = forrest)'
# RUN: nasg search cells.nasg --space Cells --no-jit --objective params --strategy 'bo(acquisition = ehvi)'
# RUN: nasg search cells.nasg --space Cells --no-jit --objective params --strategy 'plugin(nowhere)' 2>&1 | cut -c1-60
# RUN: d=$(mktemp -d); : > $d/libnasg_trees.so; NASG_PLUGINS=$d nasg surrogate cells.nasg --space Cells --objective params --surrogate xgb --sizes 10 --test 5 --seeds 1 2>&1 | sed "s#$d#FOLDER#"; rm -r $d
# RUN: d=$(mktemp -d); cp cells.nasg $d; cd $d; printf 'SQLite format 3, or so' > t.db; nasg search cells.nasg --space Cells --no-jit --objective 'table(file = "t.db", key = arch, metric = valid)'; rm -r $d
# RUN: nasg gram cells.nasg --space Cells --kernel 'measured(speed)' --terms /dev/null
# RUN: d=$(mktemp -d); printf PK > $d/x.tfrecord; nasg table convert nasbench101 $d/x.tfrecord 2>&1 | sed "s#$d#FOLDER#"; rm -r $d
# RUN: nasg search cells.nasg --space Cells --no-jit --objective 'pareto(params, flopz)'
# RUN: nasg search cells.nasg --space Cells --no-jit --objective 'pareto(train(data = digits), maximise(train_accuracy))'
# RUN: nasg search cells.nasg --space Cells --no-jit --objective 'at_most(params, flosp = 3)'
# RUN: nasg search cells.nasg --space Cells --no-jit --objective 'command("python3 train.py {modle}")'
# RUN: nasg search cells.nasg --space Cells --no-jit --objective 'command("python3 train.py {epochs}")'
