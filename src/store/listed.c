/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listed.c - rejected rows and issues as bytes and as CSV.
 *
 * Format of an INGESTED entry's head, in the terms of wire.h:
 *
 *     text agency, number n, n tables:
 *         text table, text file, numbers read, accepted, rejected, inserted, replaced, same,
 *         deleted, withdrawn; twice (rejected rows, issues): number n, n times number row,
 *         number reason, text column
 */
#include "store/listed.h"

#include "base/error.h"
#include "base/sort.h"
#include "base/str.h"

#include <inttypes.h>
#include <string.h>

enum { N_COUNTS = 8 };

/* ---- write ---- */

static bool
comes_before(const void *a, const void *b, void *ctx)
{
    const struct jd__listed *x = a, *y = b;
    (void)ctx;
    return x->row < y->row;
}

/* In file order, however they were found. */
static enum jd_status
write_list(struct jd__buf *out, const struct jd__buf *list, struct jd_error *err)
{
    const struct jd__listed *listed = list->data;
    enum jd_status status = jd__sort(
        &list->alloc, list->data, list->n, sizeof(*listed), comes_before, NULL, err);
    if (status == JD_OK)
        status = jd__wire_number(out, list->n, err);
    for (size_t i = 0; i < list->n && status == JD_OK; i++) {
        status = jd__wire_number(out, listed[i].row, err);
        if (status == JD_OK)
            status = jd__wire_number(out, listed[i].reason, err);
        if (status == JD_OK)
            status = jd__wire_text(out, jd__str(listed[i].column), err);
    }
    return status;
}

static enum jd_status
write_table(struct jd__buf *out, const struct jd__incoming *table, struct jd_error *err)
{
    const struct jd__table_report *r = &table->report;
    const uint64_t counts[N_COUNTS] = {r->read, r->accepted, r->rejected, r->inserted,
        r->replaced, r->same, r->deleted, r->withdrawn};
    enum jd_status status = jd__wire_text(out, jd__str(r->table), err);
    if (status == JD_OK)
        status = jd__wire_text(out, jd__str(r->file), err);
    for (size_t i = 0; i < N_COUNTS && status == JD_OK; i++)
        status = jd__wire_number(out, counts[i], err);
    if (status == JD_OK)
        status = write_list(out, &table->rejected, err);
    if (status == JD_OK)
        status = write_list(out, &table->issues, err);
    return status;
}

enum jd_status
jd__listed_write(struct jd__buf *out, struct jd_str agency,
    const struct jd__incoming *tables, uint32_t n, struct jd_error *err)
{
    enum jd_status status = jd__wire_text(out, agency, err);
    if (status == JD_OK)
        status = jd__wire_number(out, n, err);
    for (uint32_t i = 0; i < n && status == JD_OK; i++)
        status = write_table(out, &tables[i], err);
    return status;
}

/* ---- counts ---- */

enum jd_status
jd__listed_count(struct jd_str head, uint64_t *inout_rejected, uint64_t *inout_issues,
    struct jd_error *err)
{
    struct jd__reader reader = jd__reader_of(head);
    uint64_t counts[2] = {0, 0};
    (void)jd__read_text(&reader);
    uint64_t n = jd__read_number(&reader);
    for (uint64_t i = 0; i < n && !reader.bad; i++) {
        (void)jd__read_text(&reader);
        (void)jd__read_text(&reader);
        for (int k = 0; k < N_COUNTS; k++)
            (void)jd__read_number(&reader);
        for (int list = 0; list < 2; list++) {
            uint64_t n_listed = jd__read_number(&reader);
            counts[list] += n_listed;
            for (uint64_t k = 0; k < n_listed && !reader.bad; k++) {
                (void)jd__read_number(&reader);
                (void)jd__read_number(&reader);
                (void)jd__read_text(&reader);
            }
        }
    }
    if (!jd__reader_is_done(&reader))
        return jd__fail(err, JD_E_CORRUPT, "journal: an entry of an ingest is malformed");
    *inout_rejected += counts[0];
    *inout_issues += counts[1];
    return JD_OK;
}

/* ---- CSV ---- */

/* A field, quoted where it must be (RFC 4180). */
static enum jd_status
put_field(struct jd__buf *out, struct jd_str text, char end, struct jd_error *err)
{
    bool quoted = false;
    for (size_t i = 0; i < text.size && !quoted; i++)
        quoted = strchr(",\"\r\n", text.data[i]) != NULL;
    enum jd_status status = quoted ? jd__buf_append(out, "\"", 1, err) : JD_OK;
    for (size_t i = 0; i < text.size && status == JD_OK; i++) {
        if (text.data[i] == '"')
            status = jd__buf_append(out, "\"", 1, err);
        if (status == JD_OK)
            status = jd__buf_append(out, text.data + i, 1, err);
    }
    if (status == JD_OK && quoted)
        status = jd__buf_append(out, "\"", 1, err);
    return status != JD_OK ? status : jd__buf_append(out, &end, 1, err);
}

/* Step over one list, writing its lines when they are wanted. */
static enum jd_status
list_to_csv(struct jd__reader *reader, struct jd_str agency, struct jd_str file,
    struct jd__buf *out, struct jd_error *err)
{
    uint64_t n = jd__read_number(reader);
    enum jd_status status = JD_OK;
    for (uint64_t i = 0; i < n && !reader->bad && status == JD_OK; i++) {
        uint64_t row = jd__read_number(reader), reason = jd__read_number(reader);
        struct jd_str column = jd__read_text(reader);
        if (out == NULL || reader->bad)
            continue;
        status = put_field(out, agency, ',', err);
        if (status == JD_OK)
            status = put_field(out, file, ',', err);
        if (status == JD_OK)
            status = jd__buf_printf(out, err, "%" PRIu64 ",", row);
        if (status == JD_OK)
            status = put_field(out, column, ',', err);
        if (status == JD_OK)
            status = put_field(out,
                jd__str(jd__reason_text(reason < JD__REASON_END ? (uint8_t)reason : 0)),
                '\n', err);
    }
    return status;
}

enum jd_status
jd__listed_to_csv(
    struct jd_str head, bool issues, struct jd__buf *out, struct jd_error *err)
{
    struct jd__reader reader = jd__reader_of(head);
    struct jd_str agency = jd__read_text(&reader);
    uint64_t n = jd__read_number(&reader);
    enum jd_status status = JD_OK;
    for (uint64_t i = 0; i < n && !reader.bad && status == JD_OK; i++) {
        (void)jd__read_text(&reader); /* the table: the file says it */
        struct jd_str file = jd__read_text(&reader);
        for (int k = 0; k < N_COUNTS; k++)
            (void)jd__read_number(&reader);
        status = list_to_csv(&reader, agency, file, issues ? NULL : out, err);
        if (status == JD_OK)
            status = list_to_csv(&reader, agency, file, issues ? out : NULL, err);
    }
    if (status == JD_OK && !jd__reader_is_done(&reader))
        return jd__fail(err, JD_E_CORRUPT, "journal: an entry of an ingest is malformed");
    return status;
}
