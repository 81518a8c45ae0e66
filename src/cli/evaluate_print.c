/* SPDX-License-Identifier: Apache-2.0 */
/* evaluate_print.c - the figures of joinder evaluate. */
#include "cli/evaluate.h"
#include "cli/figures.h"

static void
print_f1(const char *of, const json_t *figures)
{
    static const char *const keys[] = {"precision", "recall", "f1"};
    char room[40];
    (void)printf("%s:", of);
    for (int i = 0; i < 3; i++) {
        const char *text =
            figures_text(json_object_get(figures, keys[i]), FIGURES_PLACES, room);
        (void)printf(" %s %s", keys[i], *text != '\0' ? text : "none");
    }
    (void)putchar('\n');
}

static long long
whole(const json_t *object, const char *key)
{
    return (long long)json_integer_value(json_object_get(object, key));
}

static void
print_head(const json_t *body)
{
    const json_t *pairs = json_object_get(body, "pairs");
    const json_t *wrong = json_object_get(body, "wrong");
    const json_t *split = json_object_get(body, "split");
    (void)printf("%lld records, %lld with a truth: %lld persons in %lld clusters\n",
        whole(body, "records"), whole(body, "labelled"), whole(body, "persons"),
        whole(body, "clusters"));
    (void)printf("%lld pairs given, %lld real, %lld both\n", whole(pairs, "given"),
        whole(pairs, "real"), whole(pairs, "both"));
    print_f1("pairs", pairs);
    print_f1("B-cubed", json_object_get(body, "b_cubed"));
    (void)printf("persons with a wrong record: %lld, %.1f per 10,000 (in %lld clusters)\n",
        whole(wrong, "persons"), json_real_value(json_object_get(wrong, "per_10000")),
        whole(wrong, "clusters"));
    (void)printf("persons in more than one cluster: %lld, %.1f per 10,000\n",
        whole(split, "persons"), json_real_value(json_object_get(split, "per_10000")));
}

static void
print_ratios(const json_t *ratios)
{
    json_t *row = NULL;
    size_t i = 0;
    json_array_foreach (ratios, i, row) {
        (void)fputs(
            json_is_true(json_object_get(row, "is_defect")) ? "DEFECT: " : "", stdout);
        cli_put(json_string_value(json_object_get(row, "by")), stdout);
        (void)printf(": %s are %.1f times as frequent for ",
            json_string_value(json_object_get(row, "of")),
            json_real_value(json_object_get(row, "ratio")));
        cli_put(json_string_value(json_object_get(row, "highest")), stdout);
        (void)fputs(" as for ", stdout);
        cli_put(json_string_value(json_object_get(row, "lowest")), stdout);
        (void)puts(json_is_true(json_object_get(row, "may_be_chance"))
                       ? " (may be chance: the 95 % intervals overlap)"
                       : "");
    }
}

static bool
print_tables(const json_t *body)
{
    static const char *const groups[] = {"by", "group", "records", "links", "false_links",
        "false_rate", "real_links", "missed_links", "missed_rate", NULL};
    static const char *const thresholds[] = {"weight", "probability", "tp", "fp", "fn",
        "tn", "precision", "recall", "f1", "accuracy", NULL};
    if (json_object_get(body, "judged") == NULL)
        print_head(body);
    else
        (void)printf("%lld pairs judged, %lld of them matches; %lld of all have a weight\n",
            whole(body, "judged"), whole(body, "judged_matches"), whole(body, "found"));
    bool ok = figures_print_rows(json_object_get(body, "groups"), groups);
    print_ratios(json_object_get(body, "ratios"));
    return figures_print_rows(json_object_get(body, "thresholds"), thresholds) && ok;
}

bool
evaluate_print(const struct cli *cli, json_t *body)
{
    return figures_print(cli, body, print_tables);
}
