/* SPDX-License-Identifier: Apache-2.0 */
/* say.c - messages, exit codes and progress: all on stderr, so that stdout is the answer. */
#include "cli/cli.h"
#include "cli/platform.h"

#include <stdarg.h>
#include <string.h>

int
cli_exit_of(enum jd_status status)
{
    static const int codes[] = {
        [JD_OK] = CLI_DONE,
        [JD_E_NOMEM] = CLI_IO,
        [JD_E_ARG] = CLI_USAGE,
        [JD_E_INPUT] = CLI_DATA,
        [JD_E_IO] = CLI_IO,
        [JD_E_LIMIT] = CLI_DATA,
        [JD_E_DENIED] = CLI_DENIED,
        [JD_E_NOT_FOUND] = CLI_NOT_FOUND,
        [JD_E_CONFLICT] = CLI_IO,
        [JD_E_CANCELLED] = CLI_INTERRUPTED,
        [JD_E_CORRUPT] = CLI_DATA,
        [JD_E_UNSUPPORTED] = CLI_DATA,
    };
    size_t i = (size_t)status;
    return i < sizeof(codes) / sizeof(codes[0]) ? codes[i] : CLI_SOFTWARE;
}

size_t
cli_control(const char *text)
{
    unsigned char head = (unsigned char)text[0];
    if ((head < 0x20 && head != '\0') || head == 0x7F)
        return 1;
    if (head == 0xC2 && (unsigned char)text[1] >= 0x80 && (unsigned char)text[1] < 0xA0)
        return 2;
    if (head != 0xE2 || ((unsigned char)text[1] & 0xFEu) != 0x80u)
        return 0;
    /* U+2028 to U+202E and U+2066 to U+2069: new lines, and what turns the text. */
    unsigned char page = (unsigned char)text[1], last = (unsigned char)text[2];
    bool turns = page == 0x80 ? last >= 0xA8 && last <= 0xAE : last >= 0xA6 && last <= 0xA9;
    return turns ? 3 : 0;
}

void
cli_put(const char *text, FILE *to)
{
    for (size_t size = 0; *text != '\0'; text += size == 0 ? 1 : size) {
        size = cli_control(text);
        (void)fputc(size == 0 ? *text : '?', to);
    }
}

int
cli_usage(const struct cli *cli, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char message[512];
    (void)vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    (void)fprintf(stderr, "joinder %s: ", cli->verb->name);
    cli_put(message, stderr);
    (void)fputc('\n', stderr);
    return CLI_USAGE;
}

int
cli_failed(struct cli *cli, const struct jd_error *err)
{
    cli_progress_done(cli);
    (void)fprintf(stderr, "joinder %s: %s\n", cli->verb->name, err->message);
    return cli_exit_of(err->status);
}

void
cli_progress_done(struct cli *cli)
{
    if (cli->wrote_progress)
        (void)fputs("\r\033[K", stderr);
    cli->wrote_progress = false;
}

/* A line a quarter of a second at the most, and none in the first second. */
static bool
show_progress(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    struct cli *cli = ctx;
    double now = platform_seconds();
    if (now - cli->started > 1 && now - cli->last_progress > 0.25 &&
        platform_is_terminal(2)) {
        double seconds = now - cli->started;
        cli->last_progress = now;
        cli->wrote_progress = true;
        if (total != 0 && done != 0)
            (void)fprintf(stderr, "\r\033[K%s: %.0f %% of %llu, %.0f s", what,
                100.0 * (double)done / (double)total, (unsigned long long)total, seconds);
        else
            (void)fprintf(stderr, "\r\033[K%s: %llu, %.0f s", what,
                (unsigned long long)done, seconds);
        (void)fflush(stderr);
    }
    return platform_was_interrupted();
}

struct jd_progress
cli_progress(struct cli *cli)
{
    return (struct jd_progress){show_progress, cli};
}
