/* SPDX-License-Identifier: Apache-2.0 */
/* demo_chains.c - the chains that were shown: kept, and written as a table. */
#include "cli/demo.h"

#include <stdlib.h>
#include <string.h>

struct truth_chain *
demo_chains_add(struct truth_chains *chains, const char *start, size_t n_steps)
{
    struct truth_chain *more =
        realloc(chains->items, (chains->n + 1) * sizeof(*more)); /* few: no doubling */
    if (more == NULL)
        return NULL;
    chains->items = more;
    struct truth_chain *chain = &more[chains->n++];
    *chain = (struct truth_chain){0};
    chain->start = strdup(start);
    chain->steps = calloc(n_steps + 1, sizeof(*chain->steps));
    if (chain->start == NULL || chain->steps == NULL)
        return NULL;
    chain->n_steps = (uint32_t)n_steps;
    return chain;
}

/* Cut AGENCY/KIND/ID at its first two slashes. */
static bool
cut_name(const char *name, char **out_agency, char **out_kind, char **out_id)
{
    const char *first = name != NULL ? strchr(name, '/') : NULL;
    const char *second = first != NULL ? strchr(first + 1, '/') : NULL;
    if (second == NULL)
        return false;
    *out_agency = strndup(name, (size_t)(first - name));
    *out_kind = strndup(first + 1, (size_t)(second - first - 1));
    *out_id = strdup(second + 1);
    return *out_agency != NULL && *out_kind != NULL && *out_id != NULL;
}

bool
demo_step_between(struct truth_step *step, const char *in, const char *out)
{
    char *kind = NULL;
    bool ok = cut_name(in, &step->agency_in, &step->kind, &step->id_in) &&
              cut_name(out, &step->agency_out, &kind, &step->id_out);
    free(kind);
    return ok;
}

void
demo_chains_done(struct truth_chains *chains)
{
    for (size_t c = 0; c < chains->n; c++) {
        struct truth_chain *chain = &chains->items[c];
        for (uint32_t s = 0; s < chain->n_steps; s++) {
            free(chain->steps[s].kind);
            free(chain->steps[s].agency_in);
            free(chain->steps[s].id_in);
            free(chain->steps[s].agency_out);
            free(chain->steps[s].id_out);
        }
        free(chain->steps);
        free(chain->start);
    }
    free(chains->items);
    *chains = (struct truth_chains){0};
}

static enum jd_status
put_step(struct jd_table *table, const struct truth_chain *chain, uint32_t s,
    struct jd_error *err)
{
    const struct truth_step *step = &chain->steps[s];
    const struct jd_value row[] = {jd_text(chain->start), jd_int(chain->rank), jd_int(s),
        jd_text(step->is_event ? "event" : "record"), jd_text(step->kind),
        jd_text(step->agency_in), jd_text(step->id_in), jd_text(step->agency_out),
        jd_text(step->id_out), jd_real(step->bits)};
    enum jd_status status = JD_OK;
    for (uint32_t c = 0; c < sizeof(row) / sizeof(row[0]) && status == JD_OK; c++)
        status = jd_table_put(table, c, row[c], err);
    return status;
}

bool
demo_write_chains(struct jd_io *io, const char *path, const struct truth_chains *chains,
    struct jd_error *err)
{
    static const struct jd_column_spec columns[] = {{"start", JD_TYPE_TEXT},
        {"rank", JD_TYPE_INT}, {"step", JD_TYPE_INT}, {"node", JD_TYPE_TEXT},
        {"kind", JD_TYPE_TEXT}, {"agency_in", JD_TYPE_TEXT}, {"id_in", JD_TYPE_TEXT},
        {"agency_out", JD_TYPE_TEXT}, {"id_out", JD_TYPE_TEXT}, {"bits", JD_TYPE_REAL}};
    struct jd_table *table = NULL;
    enum jd_status status = jd_table_new(
        NULL, "chains", columns, sizeof(columns) / sizeof(columns[0]), &table, err);
    for (size_t c = 0; c < chains->n && status == JD_OK; c++)
        for (uint32_t s = 0; s < chains->items[c].n_steps && status == JD_OK; s++)
            status = put_step(table, &chains->items[c], s, err);
    if (status == JD_OK)
        status = jd_table_finish(table, err);
    if (status == JD_OK)
        status = jd_io_write(io, path, table, err);
    jd_table_free(table);
    return status == JD_OK;
}
