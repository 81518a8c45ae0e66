/* SPDX-License-Identifier: Apache-2.0 */
/* captures.c - count what blocking rules found, and estimate what they missed. */
#include "cli/captures.h"

#include "cli/figures.h"

#include <joinder/calibrate.h>

#include <math.h>

void
captures_add(struct captures *captures, const struct jd_scored *pairs)
{
    for (uint32_t i = 0; i < pairs->n; i++) {
        double p = pairs->probability[i];
        uint64_t rules = pairs->rules[i];
        uint32_t n = 0, last = 0;
        for (uint32_t rule = 0; rule < CAPTURES_RULES && rules >> rule != 0; rule++)
            if (rules >> rule & 1) {
                captures->found[rule] += p;
                last = rule;
                n++;
            }
        captures->all += p;
        captures->alone[last] += n == 1 ? p : 0;
        captures->twice += n == 2 ? p : 0;
    }
}

static bool
print_table(const json_t *body)
{
    static const char *const columns[] = {"rule", "condition", "matches", "alone", NULL};
    const json_t *missed = json_object_get(body, "missed"),
                 *share = json_object_get(body, "share_found");
    (void)printf("matches among the pairs, as the model expects them: %.0f\n",
        json_real_value(json_object_get(body, "matches")));
    if (json_is_real(missed))
        (void)printf(
            "matches that no rule found, at least: %.0f (%.2f %% are found at most)\n",
            json_real_value(missed), 100 * json_real_value(share));
    else
        (void)puts("with one rule nothing is known of what it missed");
    return figures_print_rows(json_object_get(body, "rules"), columns);
}

bool
captures_print(
    const struct cli *cli, const struct captures *captures, const struct jd_model *model)
{
    uint32_t n = jd_model_n_rules(model);
    double missed = jd_captures_missed(captures->alone, n, captures->twice);
    json_t *body = json_object(), *rules = json_array();
    (void)json_object_set_new(body, "matches", json_real(captures->all));
    (void)json_object_set_new(
        body, "missed", isnan(missed) ? json_null() : json_real(missed));
    (void)json_object_set_new(body, "share_found",
        isnan(missed) || captures->all <= 0
            ? json_null()
            : json_real(captures->all / (captures->all + missed)));
    for (uint32_t rule = 0; rule < n; rule++) {
        json_t *row = json_object();
        (void)json_object_set_new(row, "rule", json_integer(rule));
        (void)json_object_set_new(
            row, "condition", json_string(jd_model_rule(model, rule)));
        (void)json_object_set_new(row, "matches", json_real(captures->found[rule]));
        (void)json_object_set_new(row, "alone", json_real(captures->alone[rule]));
        (void)json_array_append_new(rules, row);
    }
    (void)json_object_set_new(body, "rules", rules);
    bool ok = figures_print(cli, body, print_table);
    json_decref(body);
    return ok;
}
