/* SPDX-License-Identifier: Apache-2.0 */
/* linking.h - what the verbs over plain files share: files read, a model put on them, output. */
#ifndef JD_CLI_LINKING_H
#define JD_CLI_LINKING_H

#include "cli/timings.h"

#include <joinder/cluster.h>
#include <joinder/io.h>
#include <joinder/link.h>

/* What a file of pairs shows of each. */
enum linking_shown {
    LINKING_SCORES,  /* weights, and what the model retains */
    LINKING_COLUMNS, /* no weight: ids, what is compared or retained, the rule */
    LINKING_IDS,     /* ids and the rule */
};

/* Files and a model on them; all NULL at first. */
struct linking {
    struct jd_io *io;
    struct jd_sql sql;
    struct jd_table **tables;
    uint32_t n_tables;
    enum linking_shown shown; /* without scores the model is its blocking rules alone */
    struct jd_model *model;
    struct jd_frequencies *frequencies; /* of --frequencies; columns and tables owned */
    uint32_t n_frequencies;
    struct jd_linkage *linkage;
    struct timings *timings; /* of the verb; NULL: not asked for */
};

/* The option of a verb that reads frequencies. */
#define LINKING_FREQUENCIES                                                             \
    {                                                                                   \
        "--frequencies", "C=FILE", "how frequent values of C are, by a file (counted)", \
            true                                                                        \
    }

/* Fill a report that a verb found itself, and be its status. */
#define LINKING_FAIL(err, status, ...) \
    (linking_report((err), (status), __VA_ARGS__), (status))

void
linking_report(struct jd_error *err, enum jd_status status, const char *format, ...)
    JD_PRINTF(3, 4);

/* Start the engine and read n files, each PATH or NAME=PATH. */
enum jd_status
linking_read(struct linking *linking, const struct cli *cli, const char *const *files,
    uint32_t n, struct jd_error *err);

/* Read one more file, PATH or NAME=PATH; the caller frees the table. */
enum jd_status
linking_read_one(struct linking *linking, const char *file, struct jd_table **out_table,
    struct jd_error *err);

/* Read the files of --records and, as the last table, one more. */
enum jd_status
linking_read_records(
    struct linking *linking, const struct cli *cli, const char *last, struct jd_error *err);

/* A whole file of settings, with a NUL behind it; the caller frees it. */
enum jd_status
linking_read_text(
    const char *path, char **out_text, size_t *out_size, struct jd_error *err);

/* Write a whole file: beside, and put in its place when whole, so that there is no half one. */
enum jd_status
linking_write_text(const char *path, const char *text, size_t size, struct jd_error *err);

/* Read a model's JSON. */
enum jd_status
linking_read_model(struct linking *linking, const char *path, struct jd_error *err);

/* The same, of its blocking rules alone, as `shown` says; settings may compare nothing. */
enum jd_status
linking_read_bare_model(struct linking *linking, const char *path, struct jd_error *err);

/* Read a model's JSON and put it on the files. */
enum jd_status
linking_put_model(
    struct linking *linking, const struct cli *cli, const char *path, struct jd_error *err);

/* Put a model, which becomes the linking's, on the files in place of the one there was, with the
 * same frequencies. */
enum jd_status
linking_replace_model(struct linking *linking, const struct cli *cli,
    struct jd_model *model, struct jd_error *err);

/* Does a model compare records of different sources alone? */
bool
linking_is_between(const char *model_path);

/* A cell's number, which a CSV file holds as text. */
bool
linking_number(struct jd_value value, double *out_number);

/* The same; the first n_old of the files are old, and the pairs are of this span. */
enum jd_status
linking_put_model_on(struct linking *linking, const struct cli *cli, const char *path,
    uint32_t n_old, enum jd_span span, struct jd_error *err);

/* Read the files of --frequencies, once the files of records are read; linking_done() frees. */
enum jd_status
linking_read_frequencies(
    struct linking *linking, const struct cli *cli, struct jd_error *err);
void
linking_frequencies_done(struct linking *linking);

/* Write how frequent values are, of each column whose frequencies the settings take into
 * account, into a folder: what --frequencies reads. */
enum jd_status
linking_write_frequencies(const struct linking *linking, const char *folder,
    const char *settings_path, struct jd_error *err);

void
linking_done(struct linking *linking);

/* --min-probability or --min-weight as a weight; false (with a message) when they are wrong. */
bool
linking_min_weight(const struct cli *cli, double otherwise, double *out_weight);

/* --part K/N; false (with a message) when it is wrong. */
bool
linking_part(const struct cli *cli, struct jd_predict_options *how);

struct pairs_file; /* opaque: predict's output being written */

/* Start a file of the linkage's outputs. */
enum jd_status
pairs_file_new(const struct linking *linking, const char *path,
    struct pairs_file **out_file, struct jd_error *err);

/* Append scored pairs. */
enum jd_status
pairs_file_append(
    struct pairs_file *file, const struct jd_scored *pairs, struct jd_error *err);

/* Make the file whole; without it no file is left. */
enum jd_status
pairs_file_close(struct pairs_file *file, struct jd_error *err);

void
pairs_file_free(struct pairs_file *file);

/*
 * Records by the names that pairs and clusters use: SOURCE-__-ID, or the bare id.  Clustering
 * numbers them by rank: in order of ids, whole numbers by value, else names by bytes.
 */
struct nodes {
    uint32_t n;
    const struct jd_table *table;
    uint32_t id_column;
    uint32_t source_column; /* JD_NONE: no sources */
    char **names;           /* by record; NULL: they go by number */
    int64_t *numbers; /* by rank; NULL: ids are not whole numbers, or there are sources */
    uint32_t *slots;  /* records by hash of name */
    uint32_t n_slots;
    uint32_t *records; /* by rank */
    uint32_t *ranks;   /* by record */
};

/*
 * Several files of records as one table of id and source, the source being its column or else
 * the table's name.  *out_table stays NULL for one file, which is a table already.
 */
enum jd_status
nodes_unite(const struct linking *linking, uint32_t n_tables, const char *id_column,
    const char *source_column, struct jd_table **out_table, struct jd_error *err);

enum jd_status
nodes_init(struct nodes *nodes, const struct jd_table *table, const char *id_column,
    const char *source_column, struct jd_error *err);

/* The same for who does not look at `names`: where ids are whole numbers there are none. */
enum jd_status
nodes_init_unnamed(struct nodes *nodes, const struct jd_table *table, const char *id_column,
    const char *source_column, struct jd_error *err);

/* The records of --records, read with linking_read_records(); *out_table as of nodes_unite(). */
enum jd_status
nodes_of_records(struct nodes *nodes, const struct linking *linking, const struct cli *cli,
    struct jd_table **out_table, struct jd_error *err);

void
nodes_done(struct nodes *nodes);

/* The record of a name, or JD_NONE. */
uint32_t
nodes_find(const struct nodes *nodes, const char *name);

/* The record of the cells of a name (a null source: none), or JD_NONE. */
uint32_t
nodes_find_cells(const struct nodes *nodes, struct jd_value source, struct jd_value id);

/* Are two records of one source?  True where there are no sources. */
bool
nodes_share_source(const struct nodes *nodes, uint32_t left, uint32_t right);

/* Write the name of cells (a null source: none); false for an id of another type, or null. */
bool
nodes_write(struct jd_value source, struct jd_value id, char *out, size_t size);

#endif
