/* SPDX-License-Identifier: Apache-2.0 */
/*
 * progress.c - one line on stderr: what is done, how fast, and how long it will still take.
 *
 * Only a terminal is told, and only of work that is longer than a second.  The line is written
 * over, not cleared, by plain characters: any terminal knows these.
 */
#include "cli/cli.h"
#include "cli/platform.h"
#include "cli/timings.h"

#include <string.h>

void
cli_progress_done(struct cli *cli)
{
    if (cli->progress.columns > 0)
        (void)fprintf(stderr, "\r%*s\r", cli->progress.columns, "");
    cli->progress.columns = 0;
}

/* "40 s", "3 min 20 s", "2 h 10 min". */
static void
write_time(double seconds, char out[static 32])
{
    unsigned long whole = seconds < 1e9 ? (unsigned long)(seconds + 0.5) : 1000000000;
    if (whole < 60)
        (void)snprintf(out, 32, "%lu s", whole);
    else if (whole < 3600)
        (void)snprintf(out, 32, "%lu min %lu s", whole / 60, whole % 60);
    else
        (void)snprintf(out, 32, "%lu h %lu min", whole / 3600, whole / 60 % 60);
}

/* The rate is that of this work so far; while there is none, the time since its start. */
static void
write_line(const struct cli_progress *p, double now, char *out, size_t size)
{
    char amount[64], time[32], rate[32] = "";
    double seconds = now - p->since, done = (double)p->done;
    double rate_now = seconds > 0 ? done / seconds : 0;
    if (p->total != 0)
        (void)snprintf(amount, sizeof(amount), "%.0f %% of %llu",
            100.0 * (double)p->done / (double)p->total, (unsigned long long)p->total);
    else
        (void)snprintf(amount, sizeof(amount), "%llu", (unsigned long long)p->done);
    if (rate_now > 0)
        (void)snprintf(rate, sizeof(rate), ", %.*f/s", rate_now < 10, rate_now);
    bool known = rate_now > 0 && p->total >= p->done && p->total != 0;
    write_time(known ? (double)(p->total - p->done) / rate_now : seconds, time);
    (void)snprintf(
        out, size, "%.60s: %s%s, %s%s", p->what, amount, rate, time, known ? " left" : "");
}

/* Over the line before; not in the last column, where some terminals go to the next line. */
static void
show_line(struct cli_progress *p, const char *line)
{
    int room = platform_columns(2) - 1, size = (int)strlen(line);
    size = size < room ? size : room;
    (void)fprintf(
        stderr, "\r%.*s%*s", size, line, p->columns > size ? p->columns - size : 0, "");
    (void)fflush(stderr);
    p->columns = size > p->columns ? size : p->columns;
}

/* Work that was not told of before began when the last was last heard of. */
static void
take(struct cli_progress *p, const char *what, uint64_t done, uint64_t total)
{
    if (p->what == NULL || strcmp(p->what, what) != 0 || done < p->done)
        p->since = p->heard;
    p->what = what;
    p->done = done;
    p->total = total;
}

/* At most four lines a second.  A call that tells nothing only asks whether to go on. */
static bool
tell_progress(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    struct cli *cli = ctx;
    struct cli_progress *p = &cli->progress;
    double now = platform_seconds();
    if (done != 0 || total != 0 || p->what == NULL) {
        take(p, what, done, total);
        (void)timings_stage(cli->timings, what);
    }
    p->heard = now;
    if (now - cli->started > 1 && now - p->shown > 0.25 && platform_is_terminal(2)) {
        char line[256];
        p->shown = now;
        write_line(p, now, line, sizeof(line));
        show_line(p, line);
    }
    return platform_was_interrupted();
}

struct jd_progress
cli_progress(struct cli *cli)
{
    return (struct jd_progress){tell_progress, cli};
}
