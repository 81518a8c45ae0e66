/* SPDX-License-Identifier: Apache-2.0 */
/* say.c - messages and exit codes: all on stderr, so that stdout is the answer. */
#include "cli/cli.h"

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

static void
say(const char *verb, const char *message)
{
    (void)fprintf(stderr, "joinder %s: ", verb);
    cli_put(message, stderr);
    (void)fputc('\n', stderr);
}

int
cli_usage(const struct cli *cli, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char message[512];
    (void)vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    say(cli->verb->name, message);
    return CLI_USAGE;
}

int
cli_failed(struct cli *cli, const struct jd_error *err)
{
    cli_progress_done(cli);
    say(cli->verb->name, err->message);
    return cli_exit_of(err->status);
}
