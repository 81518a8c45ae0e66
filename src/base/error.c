/* SPDX-License-Identifier: Apache-2.0 */
/*
 * error.c - the one place where a failure becomes a line of text.
 *
 * Invariant: a message is one line of valid UTF-8 that ends in NUL; control bytes become '?'.
 */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#ifndef JD_VERSION
#define JD_VERSION "0.1.0"
#endif

/* Cut a character in halves by the end of the buffer away, and all control bytes. */
static void
tidy(char *message)
{
    size_t size = strlen(message);
    size_t start = size;
    while (start > 0 && ((unsigned char)message[start - 1] & 0xC0u) == 0x80u)
        start--;
    if (start > 0 && (unsigned char)message[start - 1] >= 0xC0u) {
        unsigned char head = (unsigned char)message[start - 1];
        size_t wanted = head >= 0xF0u ? 4 : head >= 0xE0u ? 3 : 2;
        if (size - (start - 1) < wanted)
            message[start - 1] = '\0';
    }
    for (char *at = message; *at != '\0'; at++)
        if ((unsigned char)*at < 0x20u || *at == 0x7F)
            *at = '?';
}

void
jd__report(struct jd_error *err, enum jd_status status, const char *format, ...)
{
    if (err == NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    err->status = status;
    (void)vsnprintf(err->message, sizeof(err->message), format, arguments);
    va_end(arguments);
    tidy(err->message);
}

void
jd__report_where(struct jd_error *err, const char *format, ...)
{
    if (err == NULL)
        return;
    char where[JD_MESSAGE_SIZE];
    char message[JD_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(where, sizeof(where), format, arguments);
    va_end(arguments);
    memcpy(message, err->message, sizeof(message));
    /* The place may be cut, the message behind it too: each keeps its beginning. */
    (void)snprintf(err->message, sizeof(err->message), "%.120s: %.128s", where, message);
    tidy(err->message);
}

const char *
jd_status_name(enum jd_status status)
{
    static const char *const names[] = {
        [JD_OK] = "JD_OK",
        [JD_E_NOMEM] = "JD_E_NOMEM",
        [JD_E_ARG] = "JD_E_ARG",
        [JD_E_INPUT] = "JD_E_INPUT",
        [JD_E_IO] = "JD_E_IO",
        [JD_E_LIMIT] = "JD_E_LIMIT",
        [JD_E_DENIED] = "JD_E_DENIED",
        [JD_E_NOT_FOUND] = "JD_E_NOT_FOUND",
        [JD_E_CONFLICT] = "JD_E_CONFLICT",
        [JD_E_CANCELLED] = "JD_E_CANCELLED",
        [JD_E_CORRUPT] = "JD_E_CORRUPT",
        [JD_E_UNSUPPORTED] = "JD_E_UNSUPPORTED",
    };
    size_t i = (size_t)status;
    return i < sizeof(names) / sizeof(names[0]) ? names[i] : "JD_E_UNKNOWN";
}

const char *
jd_version(void)
{
    return JD_VERSION;
}
