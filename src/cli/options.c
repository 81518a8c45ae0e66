/* SPDX-License-Identifier: Apache-2.0 */
/* options.c - what was given on the command line, asked for by name. */
#include "cli/cli.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *
cli_nth(const struct cli *cli, const char *name, uint32_t i)
{
    for (uint32_t k = 0; k < cli->n_given; k++)
        if (strcmp(cli->names[k]->name, name) == 0 && i-- == 0)
            return cli->values[k];
    return NULL;
}

const char *
cli_value(const struct cli *cli, const char *name)
{
    const char *value = NULL;
    for (uint32_t k = 0; k < cli->n_given; k++)
        if (strcmp(cli->names[k]->name, name) == 0)
            value = cli->values[k];
    return value;
}

bool
cli_has(const struct cli *cli, const char *name)
{
    return cli_value(cli, name) != NULL;
}

bool
cli_whole(const struct cli *cli, const char *name, uint64_t most, uint64_t *inout_value)
{
    const char *text = cli_value(cli, name);
    if (text == NULL)
        return true;
    char *end = NULL;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || errno != 0 || value > most) {
        (void)cli_usage(
            cli, "%s takes a whole number from 0 to %llu", name, (unsigned long long)most);
        return false;
    }
    *inout_value = value;
    return true;
}

bool
cli_real(
    const struct cli *cli, const char *name, double least, double most, double *inout_value)
{
    const char *text = cli_value(cli, name);
    if (text == NULL)
        return true;
    char *end = NULL;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !(value >= least && value <= most)) {
        (void)cli_usage(cli, "%s takes a number from %g to %g", name, least, most);
        return false;
    }
    *inout_value = value;
    return true;
}

bool
cli_threads(const struct cli *cli, uint32_t *out_threads)
{
    uint64_t threads = 0;
    if (!cli_whole(cli, "--threads", 1024, &threads))
        return false;
    *out_threads = (uint32_t)threads;
    return true;
}
