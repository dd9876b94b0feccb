/* SPDX-License-Identifier: Apache-2.0 */
/* Draws three derivations of a compiled space, and a mutant of the last. Usage: draw [SEED] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cells.h"

static int print(const uint32_t *rules)
{
    uint64_t size = Cells_term(rules, NULL, 0) + 1;
    char *text = malloc(size);
    if (text == NULL)
        return 0;
    Cells_term(rules, text, size);
    puts(text);
    free(text);
    return 1;
}

int main(int argc, char **argv)
{
    uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    uint64_t rng, stream, n = 0;
    uint32_t rules[CELLS_BUFFER], mutant[CELLS_BUFFER];
    void *scratch = malloc(CELLS_SCRATCH);
    int good = scratch != NULL;

    if (strcmp(Cells_version, CELLS_VERSION) != 0) {
        fprintf(stderr, "the header is of another space than the object: %s\n", Cells_version);
        return 1;
    }
    for (stream = 0; good && stream < 3; ++stream) {
        rng = Cells_seed(seed, stream);
        n = Cells_sample(&rng, rules, scratch);
        good = n > 0 && print(rules);
    }
    rng = Cells_seed(seed, 0);
    good = good && Cells_mutate(&rng, rules, n, mutant, scratch) > 0 && print(mutant);
    free(scratch);
    return good ? 0 : 1;
}
