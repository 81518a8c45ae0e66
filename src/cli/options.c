/* SPDX-License-Identifier: Apache-2.0 */
/* options.c - what was given on the command line, asked for by name. */
#include "cli/cli.h"
#include "cli/platform.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* DuckDB alone takes 50 MiB to start. */
#define LEAST_MEMORY (UINT64_C(256) << 20)

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

const char *
cli_value_or(const struct cli *cli, const char *name, const char *otherwise)
{
    const char *value = cli_value(cli, name);
    return value != NULL ? value : otherwise;
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

/* Days since 1970-01-01 of a civil date (Hinnant 2021, days_from_civil). */
static int64_t
days_of(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = year / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

bool
cli_day(const char *text, int64_t *out_time)
{
    unsigned year = 0, month = 0, day = 0;
    char end = '\0';
    /* NOLINTNEXTLINE(cert-err34-c): the form is checked by its length and ranges */
    int n = sscanf(text, "%4u-%2u-%2u%c", &year, &month, &day, &end);
    bool ok = n == 3 && strlen(text) == 10 && strspn(text, "0123456789-") == 10 &&
              year >= 1 && month >= 1 && month <= 12 && day >= 1 &&
              days_of(year, month, day) < days_of(year, month + 1, 1);
    if (ok)
        *out_time = days_of(year, month, day) * INT64_C(86400) * 1000000;
    return ok;
}

int64_t
cli_years_after(int64_t day, uint64_t years)
{
    /* As in days_of() a year begins on 1 March, so that a 29 February is its last day. */
    int64_t z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t of_era = z - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t to = era * 400 + year + (int64_t)years,
            to_era = (to >= 0 ? to : to - 399) / 400;
    int64_t to_year = to - to_era * 400;
    return to_era * 146097 + to_year * 365 + to_year / 4 - to_year / 100 + of_year - 719468;
}

bool
cli_colours(const struct cli *cli, int stream)
{
    const char *when = cli_value(cli, "--color");
    if (when != NULL && strcmp(when, "auto") != 0)
        return strcmp(when, "always") == 0;
    return platform_is_terminal(stream) && platform_wants_colour();
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

/* K, M, G, T: how many times it is doubled; 0 for bytes, -1 for no unit. */
static int
doublings_of(const char *unit)
{
    static const char units[] = "KMGT";
    if (*unit == '\0')
        return 0;
    char big = *unit >= 'a' ? (char)(*unit - 'a' + 'A') : *unit;
    const char *at = strchr(units, big);
    return at != NULL && unit[1] == '\0' ? 10 * (int)(at - units + 1) : -1;
}

bool
cli_memory(const struct cli *cli, uint64_t *out_size)
{
    const char *text = cli_value(cli, "--memory");
    *out_size = 0;
    if (text == NULL)
        return true;
    char *end = NULL;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    int doublings = doublings_of(end);
    if (*text < '0' || *text > '9' || errno != 0 || doublings < 0 ||
        number > UINT64_MAX >> doublings || number << doublings < LEAST_MEMORY) {
        (void)cli_usage(cli, "--memory takes a size from 256M on, such as 800M or 16G");
        return false;
    }
    *out_size = (uint64_t)number << doublings;
    return true;
}

uint64_t
cli_memory_of_sql(const struct cli *cli)
{
    uint64_t size = 0;
    return cli_memory(cli, &size) ? size / 2 : 0;
}
