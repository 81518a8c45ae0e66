/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page.c - a page and its data in one file.
 *
 * The data stands in a script element of JSON.  Each "<" in it is written as "\u003c", so that no
 * value can end the element, nor begin a comment that hides its end ("<!--<script").
 */
#include "cli/page.h"
#include "cli/linking.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define PLACE "@DATA@"
#define GUARDED "\\u003c"

/* Append so many bytes. */
static char *
put(char *at, const char *bytes, size_t size)
{
    memcpy(at, bytes, size);
    return at + size;
}

static char *
put_guarded(char *at, const char *data)
{
    for (size_t size = strcspn(data, "<");; size = strcspn(data, "<")) {
        at = put(at, data, size);
        data += size;
        if (*data == '\0')
            return at;
        at = put(at, GUARDED, strlen(GUARDED));
        data++;
    }
}

enum jd_status
page_write(const char *path, const char *page, const char *data, struct jd_error *err)
{
    const char *place = strstr(page, PLACE);
    assert(place != NULL); /* pages are of the build */
    const char *end = place + strlen(PLACE);
    size_t size = strlen(page) + strlen(data);
    for (const char *c = data; *c != '\0'; c++)
        size += *c == '<' ? strlen(GUARDED) : 0;
    char *text = malloc(size + 1);
    if (text == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for a page of %zu bytes", size);
    char *at = put(text, page, (size_t)(place - page));
    at = put_guarded(at, data);
    at = put(at, end, strlen(end));
    enum jd_status status = linking_write_text(path, text, (size_t)(at - text), err);
    free(text);
    return status;
}
