/* SPDX-License-Identifier: Apache-2.0 */
/*
 * build_cells.c - one row's cells by the stored columns of its table.
 *
 * An entry of the journal names its own columns, which may be those of an older table: a map,
 * made once a frame, leads from its columns to today's.
 */
#include "store/build.h"

#include "base/str.h"

enum { NOT_STORED = 255 };
_Static_assert(JD__MOST_STORED < NOT_STORED, "a column's number fits into the map");

void
jd__build_cells_init(struct jd__build_cells *cells, const struct jd__schema *schema)
{
    memset(cells, 0, sizeof(*cells));
    cells->n_columns = jd__schema_stored(schema, cells->columns);
    cells->frame = JD_NONE;
}

static void
map_columns(struct jd__build_cells *cells, const struct jd__change_head *head)
{
    for (uint32_t i = 0; i < head->n_columns; i++) {
        cells->map[i] = NOT_STORED;
        for (uint32_t k = 0; k < cells->n_columns; k++)
            if (cells->columns[k].type == head->columns[i].type &&
                jd__str_is(head->names[i], cells->columns[k].name))
                cells->map[i] = (uint8_t)k;
    }
}

void
jd__build_cells_read(
    const struct jd__build *build, struct jd__build_cells *cells, uint32_t version)
{
    const struct jd__version *v = &jd__versions(build->state)[version];
    const struct jd__change_head *head = jd__kept(build->state)[v->frame].head;
    if (cells->frame != v->frame)
        map_columns(cells, head);
    cells->frame = v->frame;
    for (uint32_t i = 0; i < cells->n_set; i++)
        cells->values[cells->set[i]] = jd_null();
    cells->n_set = 0;

    struct jd__cells from = {
        jd__reader_of(jd__state_row(build->state, version).cells), head, 0};
    struct jd_value value = jd_null();
    uint32_t column = 0, n_lists = 0;
    while (jd__cells_next(
        &from, build->items + (size_t)n_lists * JD_LIMIT_LIST, &column, &value)) {
        n_lists += value.type == JD_TYPE_LIST && n_lists + 1 < JD__MOST_LISTS;
        if (cells->map[column] == NOT_STORED)
            continue;
        cells->values[cells->map[column]] = value;
        cells->set[cells->n_set++] = cells->map[column];
    }
}

static const struct jd_value *
value_of(const struct jd__build_cells *cells, const char *column)
{
    for (uint32_t i = 0; i < cells->n_set; i++)
        if (strcmp(cells->columns[cells->set[i]].name, column) == 0)
            return &cells->values[cells->set[i]];
    return NULL;
}

struct jd_str
jd__build_text(const struct jd__build_cells *cells, const char *column)
{
    const struct jd_value *value = value_of(cells, column);
    return value != NULL ? value->text : (struct jd_str){NULL, 0};
}

struct jd__span
jd__build_span(
    const struct jd__build_cells *cells, const char *earliest, const char *latest)
{
    const struct jd_value *from = value_of(cells, earliest), *to = value_of(cells, latest);
    if (from == NULL || to == NULL)
        return (struct jd__span){JD__NO_TIME, JD__NO_TIME};
    return (struct jd__span){from->integer, to->integer};
}

static const char *const controls[] = {
    "class", "handling", "source_grade", "information_grade"};
enum { N_CONTROLS = sizeof(controls) / sizeof(controls[0]) };

bool
jd__build_is_control(const char *column)
{
    for (size_t i = 0; i < N_CONTROLS; i++)
        if (strcmp(column, controls[i]) == 0)
            return true;
    return false;
}

enum jd_status
jd__build_control(struct jd__build *build, const struct jd__build_cells *cells,
    uint32_t version, struct jd__control *out_control, struct jd_error *err)
{
    struct jd__control control = {
        .known_from = jd__versions(build->state)[version].known_from};
    jd_word *words[N_CONTROLS] = {&control.item_class, &control.handling,
        &control.source_grade, &control.information_grade};
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < N_CONTROLS && status == JD_OK; i++)
        status =
            jd__facts_word(build->facts, jd__build_text(cells, controls[i]), words[i], err);
    if (status == JD_OK)
        *out_control = control;
    return status;
}
