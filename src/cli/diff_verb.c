/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff_verb.c - joinder diff: where two files of scored pairs differ, as two versions of a model
 * or two programs made them.
 */
#include "cli/diff.h"
#include "cli/grid.h"
#include "cli/platform.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct cli_option options[] = {
    {"--tolerance", "W", "how far apart weights, probabilities may be (1e-9)", false},
    {"--most", "N", "list so many pairs of each kind (20)", false},
    {"--id", "COLUMN", "the records' id column (unique_id)", false},
    {"--source", "COLUMN", "the column that says a source (source_dataset)", false},
    {"--format", "table|json|csv", "table (the default on a terminal), json or csv", false},
    {NULL, NULL, NULL, false},
};

/* How pairs can differ, in the order in which they are listed. */
enum kind { ONLY_LEFT, ONLY_RIGHT, LEVELS, SCORE, N_KINDS };
static const char *const kinds[N_KINDS] = {"only left", "only right", "levels", "score"};

/* A pair that differs; by how much it is told before others. */
struct difference {
    double by;
    uint32_t l, r;        /* its names, as the (left) file has them */
    uint32_t left, right; /* its rows, or JD_NONE */
};

struct list {
    struct difference *items; /* `most` of them, the greatest first */
    uint64_t n;
};

/* A number that both files have of a pair: how far they are apart. */
struct apart {
    bool is_there;
    uint64_t n_beyond;
    double largest;
};

struct diff {
    struct cli *cli;
    struct linking linking;
    struct diff_names names;
    struct diff_side sides[2];
    double tolerance;
    uint64_t most;
    struct list lists[N_KINDS];
    struct apart weight, probability;
    char comparisons[DIFF_LEVELS][128];
    uint64_t n_differing[DIFF_LEVELS];
    uint32_t n_comparisons;
    uint64_t n_both, n_keys;
};

/* ---- comparing ---- */

/* A cell as a number; NaN for null, for what is no number, and where there is no column. */
static double
number_at(const struct diff_side *side, uint32_t column, uint32_t row)
{
    double number = (double)NAN;
    if (column == JD_NONE || row == JD_NONE ||
        !linking_number(jd_table_get(side->table, column, row), &number))
        return (double)NAN;
    return number;
}

/* 0 where both are the same, or both are none; infinite where one is none. */
static double
distance(double left, double right)
{
    if (isnan(left) || isnan(right))
        return isnan(left) && isnan(right) ? 0 : HUGE_VAL;
    return left == right ? 0 : fabs(left - right);
}

static bool
comes_before(
    const struct diff *diff, const struct difference *x, const struct difference *y)
{
    if (x->by != y->by)
        return x->by > y->by;
    int order = strcmp(diff_name(&diff->names, x->l), diff_name(&diff->names, y->l));
    return (order != 0 ? order
                       : strcmp(diff_name(&diff->names, x->r),
                             diff_name(&diff->names, y->r))) < 0;
}

static void
put(struct diff *diff, enum kind kind, struct difference item)
{
    struct list *list = &diff->lists[kind];
    uint64_t at = list->n < diff->most ? list->n : diff->most;
    list->n++;
    for (; at > 0 && comes_before(diff, &item, &list->items[at - 1]); at--)
        if (at < diff->most)
            list->items[at] = list->items[at - 1];
    if (at < diff->most)
        list->items[at] = item;
}

/* A pair as a file has it. */
static struct difference
difference_of(const struct diff_pair *pair, uint32_t left, uint32_t right)
{
    return (struct difference){0, pair->is_turned ? pair->b : pair->a,
        pair->is_turned ? pair->a : pair->b, left, right};
}

/* A pair that one file has alone: the heaviest first. */
static void
put_alone(struct diff *diff, int side, const struct diff_pair *pair)
{
    const struct diff_side *of = &diff->sides[side];
    struct difference item = side == 0 ? difference_of(pair, pair->row, JD_NONE)
                                       : difference_of(pair, JD_NONE, pair->row);
    item.by =
        number_at(of, of->weight != JD_NONE ? of->weight : of->probability, pair->row);
    item.by = isnan(item.by) ? -HUGE_VAL : item.by;
    put(diff, side == 0 ? ONLY_LEFT : ONLY_RIGHT, item);
}

static double
compare_number(struct diff *diff, struct apart *apart, uint32_t left_column,
    uint32_t right_column, const struct difference *pair)
{
    if (!apart->is_there)
        return 0;
    double by = distance(number_at(&diff->sides[0], left_column, pair->left),
        number_at(&diff->sides[1], right_column, pair->right));
    apart->n_beyond += by > diff->tolerance;
    apart->largest = by > apart->largest ? by : apart->largest;
    return by;
}

static void
compare_pair(struct diff *diff, struct difference pair)
{
    const struct diff_side *l = &diff->sides[0], *r = &diff->sides[1];
    uint32_t n_levels = 0;
    double weight = compare_number(diff, &diff->weight, l->weight, r->weight, &pair);
    double probability =
        compare_number(diff, &diff->probability, l->probability, r->probability, &pair);
    for (uint32_t c = 0; c < diff->n_comparisons; c++)
        if (distance(number_at(l, l->levels[c], pair.left),
                number_at(r, r->levels[c], pair.right)) != 0) {
            diff->n_differing[c]++;
            n_levels++;
        }
    if (l->match_key != JD_NONE && r->match_key != JD_NONE)
        diff->n_keys += distance(number_at(l, l->match_key, pair.left),
                            number_at(r, r->match_key, pair.right)) != 0;
    pair.by = diff->weight.is_there ? weight : probability;
    if (n_levels > 0)
        put(diff, LEVELS, pair);
    else if (weight > diff->tolerance || probability > diff->tolerance)
        put(diff, SCORE, pair);
}

/* Which of two places comes first: below 0 the left one; a side that is at its end is last. */
static int
order_of(const struct diff_side *l, uint32_t i, const struct diff_side *r, uint32_t k)
{
    if (i == l->n || k == r->n)
        return i == l->n ? 1 : -1;
    const struct diff_pair *x = &l->pairs[i], *y = &r->pairs[k];
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return x->b < y->b ? -1 : x->b > y->b;
}

static void
compare(struct diff *diff)
{
    const struct diff_side *l = &diff->sides[0], *r = &diff->sides[1];
    uint32_t i = 0, k = 0;
    while (i < l->n || k < r->n) {
        int order = order_of(l, i, r, k);
        if (order < 0)
            put_alone(diff, 0, &l->pairs[i]);
        else if (order > 0)
            put_alone(diff, 1, &r->pairs[k]);
        else {
            diff->n_both++;
            compare_pair(
                diff, difference_of(&l->pairs[i], l->pairs[i].row, r->pairs[k].row));
        }
        i += order <= 0;
        k += order >= 0;
    }
}

/* The comparisons of which both files tell the level: columns gamma_NAME. */
static void
find_levels(struct diff *diff)
{
    const struct jd_table *left = diff->sides[0].table, *right = diff->sides[1].table;
    for (uint32_t c = 0; c < jd_table_n_columns(left); c++) {
        const char *name = jd_table_column(left, c).name;
        uint32_t other = jd_table_find(right, name);
        if (strncmp(name, "gamma_", 6) != 0 || other == JD_NONE ||
            diff->n_comparisons == DIFF_LEVELS)
            continue;
        uint32_t n = diff->n_comparisons++;
        (void)snprintf(
            diff->comparisons[n], sizeof(diff->comparisons[n]), "%.120s", name + 6);
        diff->sides[0].levels[n] = c;
        diff->sides[1].levels[n] = other;
    }
}

static enum jd_status
read_both(struct diff *diff, struct jd_error *err)
{
    struct cli *cli = diff->cli;
    const char *id = cli_value_or(cli, "--id", "unique_id");
    const char *source = cli_value_or(cli, "--source", "source_dataset");
    const struct diff_side *l = &diff->sides[0], *r = &diff->sides[1];
    enum jd_status status = linking_read(&diff->linking, cli, cli->words, 2, err);
    for (int side = 0; side < 2 && status == JD_OK; side++)
        status = diff_read(
            &diff->sides[side], &diff->names, diff->linking.tables[side], id, source, err);
    if (status != JD_OK)
        return status;
    diff->weight.is_there = l->weight != JD_NONE && r->weight != JD_NONE;
    diff->probability.is_there = l->probability != JD_NONE && r->probability != JD_NONE;
    if (!diff->weight.is_there && !diff->probability.is_there)
        return LINKING_FAIL(err, JD_E_INPUT,
            "the files have neither match_weight nor match_probability in common");
    find_levels(diff);
    for (int kind = 0; kind < N_KINDS; kind++) {
        diff->lists[kind].items = calloc(diff->most + 1, sizeof(struct difference));
        if (diff->lists[kind].items == NULL)
            return LINKING_FAIL(err, JD_E_NOMEM, "no memory for differences");
    }
    return JD_OK;
}

/* ---- telling ---- */

static bool
is_same(const struct diff *diff)
{
    uint64_t n = diff->n_keys + diff->weight.n_beyond + diff->probability.n_beyond;
    for (int kind = 0; kind < N_KINDS; kind++)
        n += diff->lists[kind].n;
    return n == 0;
}

static json_t *
whole(uint64_t number)
{
    return json_integer((json_int_t)number);
}

static json_t *
real(double number)
{
    return isfinite(number) ? json_real(number) : json_null();
}

/* The levels that differ: "surname 2 1, dob 5 4". */
static json_t *
levels_of(const struct diff *diff, const struct difference *item)
{
    char text[1024] = "";
    size_t size = 0;
    const struct diff_side *l = &diff->sides[0], *r = &diff->sides[1];
    for (uint32_t c = 0; c < diff->n_comparisons && item->left != JD_NONE; c++) {
        double a = number_at(l, l->levels[c], item->left);
        double b = number_at(r, r->levels[c], item->right);
        if (item->right == JD_NONE || distance(a, b) == 0 || size + 180 > sizeof(text))
            continue;
        size += (size_t)snprintf(text + size, sizeof(text) - size, "%s%s %.0f %.0f",
            size > 0 ? ", " : "", diff->comparisons[c], a, b);
    }
    json_t *made = json_string(text);
    return made != NULL ? made : json_string("?");
}

static json_t *
row_of(const struct diff *diff, enum kind kind, const struct difference *item)
{
    const struct diff_side *l = &diff->sides[0], *r = &diff->sides[1];
    bool by_weight = diff->weight.is_there;
    json_t *row = json_object();
    (void)json_object_set_new(row, "what", json_string(kinds[kind]));
    (void)json_object_set_new(row, "l", json_string(diff_name(&diff->names, item->l)));
    (void)json_object_set_new(row, "r", json_string(diff_name(&diff->names, item->r)));
    double left = number_at(l, by_weight ? l->weight : l->probability, item->left);
    double right = number_at(r, by_weight ? r->weight : r->probability, item->right);
    (void)json_object_set_new(row, "left", real(left));
    (void)json_object_set_new(row, "right", real(right));
    (void)json_object_set_new(
        row, "difference", kind == LEVELS || kind == SCORE ? real(item->by) : json_null());
    (void)json_object_set_new(row, "levels", levels_of(diff, item));
    return row;
}

static json_t *
apart_of(const struct apart *apart)
{
    json_t *object = json_object();
    (void)json_object_set_new(object, "largest", real(apart->largest));
    (void)json_object_set_new(object, "beyond", whole(apart->n_beyond));
    return object;
}

static json_t *
body_of(const struct diff *diff)
{
    json_t *body = json_object(), *levels = json_array(), *pairs = json_array();
    (void)json_object_set_new(body, "same", json_boolean(is_same(diff)));
    (void)json_object_set_new(body, "left", whole(diff->sides[0].n));
    (void)json_object_set_new(body, "right", whole(diff->sides[1].n));
    (void)json_object_set_new(body, "both", whole(diff->n_both));
    (void)json_object_set_new(body, "only_left", whole(diff->lists[ONLY_LEFT].n));
    (void)json_object_set_new(body, "only_right", whole(diff->lists[ONLY_RIGHT].n));
    if (diff->weight.is_there)
        (void)json_object_set_new(body, "weight", apart_of(&diff->weight));
    if (diff->probability.is_there)
        (void)json_object_set_new(body, "probability", apart_of(&diff->probability));
    (void)json_object_set_new(body, "match_keys", whole(diff->n_keys));
    for (uint32_t c = 0; c < diff->n_comparisons; c++) {
        json_t *level = json_object(), *name = json_string(diff->comparisons[c]);
        (void)json_object_set_new(
            level, "comparison", name != NULL ? name : json_string("?"));
        (void)json_object_set_new(level, "differing", whole(diff->n_differing[c]));
        (void)json_array_append_new(levels, level);
    }
    for (int kind = 0; kind < N_KINDS; kind++)
        for (uint64_t i = 0; i < diff->lists[kind].n && i < diff->most; i++)
            (void)json_array_append_new(
                pairs, row_of(diff, (enum kind)kind, &diff->lists[kind].items[i]));
    (void)json_object_set_new(body, "levels", levels);
    (void)json_object_set_new(body, "pairs", pairs);
    return body;
}

/* The list of pairs as a table or as CSV. */
static bool
print_pairs(const json_t *body, bool is_csv)
{
    static const char *const columns[] = {
        "what", "l", "r", "left", "right", "difference", "levels", NULL};
    struct grid grid;
    json_t *row = NULL;
    size_t i = 0;
    grid_init(&grid, columns);
    json_array_foreach (json_object_get(body, "pairs"), i, row) {
        const char *cells[7];
        char rooms[7][40];
        for (int c = 0; c < 7; c++) {
            const json_t *value = json_object_get(row, columns[c]);
            rooms[c][0] = '\0';
            if (json_is_real(value))
                (void)snprintf(
                    rooms[c], 40, is_csv ? "%.17g" : "%.9g", json_real_value(value));
            cells[c] = json_is_string(value) ? json_string_value(value) : rooms[c];
        }
        grid_add(&grid, cells);
    }
    bool ok = !grid.failed;
    if (is_csv)
        grid_print_csv(&grid, stdout);
    else if (grid.n_rows > 0) {
        (void)putchar('\n');
        grid_print(&grid, platform_columns(1), stdout);
    }
    grid_done(&grid);
    return ok;
}

static void
print_apart(const char *name, const struct apart *apart, double tolerance)
{
    if (apart->is_there)
        (void)printf("%s: largest difference %.3g, %llu pairs beyond %g\n", name,
            apart->largest, (unsigned long long)apart->n_beyond, tolerance);
}

static void
print_head(const struct diff *diff)
{
    (void)printf("%u pairs left, %u right, %llu in both, %llu only left, %llu only right\n",
        diff->sides[0].n, diff->sides[1].n, (unsigned long long)diff->n_both,
        (unsigned long long)diff->lists[ONLY_LEFT].n,
        (unsigned long long)diff->lists[ONLY_RIGHT].n);
    print_apart("match_weight", &diff->weight, diff->tolerance);
    print_apart("match_probability", &diff->probability, diff->tolerance);
    (void)printf("match_key: %llu differ\n", (unsigned long long)diff->n_keys);
    for (uint32_t c = 0; c < diff->n_comparisons; c++) {
        (void)fputs("levels of ", stdout);
        cli_put(diff->comparisons[c], stdout);
        (void)printf(": %llu differ\n", (unsigned long long)diff->n_differing[c]);
    }
}

static bool
print(const struct diff *diff)
{
    const char *format = cli_value(diff->cli, "--format");
    json_t *body = body_of(diff);
    bool ok = true, is_csv = format != NULL && strcmp(format, "csv") == 0;
    bool is_table = format != NULL ? strcmp(format, "table") == 0 : platform_is_terminal(1);
    if (is_table)
        print_head(diff);
    if (is_table || is_csv)
        ok = print_pairs(body, is_csv);
    else
        ok = json_dumpf(body, stdout, JSON_COMPACT) == 0 && putchar('\n') != EOF;
    json_decref(body);
    return ok && fflush(stdout) == 0;
}

static int
run(struct cli *cli)
{
    struct diff diff = {.cli = cli, .tolerance = 1e-9, .most = 20};
    struct jd_error err = {0};
    uint32_t threads = 0;
    if (!cli_threads(cli, &threads) ||
        !cli_real(cli, "--tolerance", 0, 1000, &diff.tolerance) ||
        !cli_whole(cli, "--most", DIFF_MOST, &diff.most))
        return CLI_USAGE;
    enum jd_status status = read_both(&diff, &err);
    if (status == JD_OK) {
        compare(&diff);
        cli_progress_done(cli);
        if (!print(&diff))
            status = LINKING_FAIL(&err, JD_E_NOMEM, "the differences cannot be written");
    }
    int code = status != JD_OK ? cli_failed(cli, &err) : is_same(&diff) ? CLI_DONE : CLI_NO;
    for (int kind = 0; kind < N_KINDS; kind++)
        free(diff.lists[kind].items);
    for (int side = 0; side < 2; side++)
        free(diff.sides[side].pairs);
    diff_names_done(&diff.names);
    linking_done(&diff.linking);
    return code;
}

const struct cli_verb verb_diff = {"diff", "PAIRS PAIRS ",
    "Say where two files of scored pairs differ.", 2, 2, options, run};
