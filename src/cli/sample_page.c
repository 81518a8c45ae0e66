/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sample_page.c - the review as a page on which somebody judges pair by pair.
 *
 * The page holds the text of the file that --out wrote, and saves that text with is_match filled
 * in: so what it saves is read as the file itself is.
 */
#include "cli/page.h"
#include "cli/sample.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* A path's last part. */
static const char *
name_of_file(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* The columns of a record's name: they are shown last, and nothing is marked in them. */
static json_t *
id_columns(const struct nodes *nodes)
{
    json_t *ids = json_array();
    const uint32_t columns[2] = {nodes->source_column, nodes->id_column};
    for (int i = 0; i < 2; i++)
        if (columns[i] != JD_NONE)
            (void)json_array_append_new(
                ids, json_string(jd_table_column(nodes->table, columns[i]).name));
    return ids;
}

enum jd_status
sample_write_page(const struct cli *cli, const struct nodes *nodes, struct jd_error *err)
{
    const char *out = cli_value(cli, "--out"), *page = cli_value(cli, "--page");
    char *text = NULL, *data = NULL;
    size_t size = 0;
    if (page == NULL)
        return JD_OK;
    enum jd_status status = linking_read_text(out, &text, &size, err);
    if (status != JD_OK)
        return status;
    json_t *body = json_pack("{s:s, s:o, s:o}", "name", name_of_file(out), "ids",
        id_columns(nodes), "csv", json_stringn(text, size));
    if (body != NULL)
        data = json_dumps(body, JSON_COMPACT);
    if (data == NULL)
        status =
            LINKING_FAIL(err, JD_E_INPUT, "the page cannot hold what %.100s holds", out);
    else
        status = page_write(page, review_html, data, err);
    free(data);
    json_decref(body);
    free(text);
    return status;
}
