/* SPDX-License-Identifier: Apache-2.0 */
/*
 * error.c - the one place where a failure becomes a line of text.
 *
 * Invariant: a message is one line of valid UTF-8 that ends in NUL; control
 * characters, of one byte or two (U+0080 to U+009F), become '?' byte by byte.
 */
#include "base/error.h"

#include "base/str.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#ifndef JD_VERSION
#define JD_VERSION "0.1.0"
#endif

/* The place of a cut or broken character, or of a control character, becomes '?'; a
 * character that the end of the report has cut goes whole. */
static void
tidy(char *message)
{
    struct jd_str text = jd__str(message);
    for (size_t at = 0; at < text.size;) {
        size_t here = at;
        uint32_t code = jd__utf8_next(text, &at);
        bool broken = code == 0xFFFD && at - here == 1;
        if (broken && text.size == JD_MESSAGE_SIZE - 1 && text.size - here < 4) {
            message[here] = '\0';
            return;
        }
        if (broken || code < 0x20 || (code >= 0x7F && code <= 0x9F))
            memset(message + here, '?', at - here);
    }
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
    /* The place may be cut, the message behind it too: each keeps its beginning.
   */
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
