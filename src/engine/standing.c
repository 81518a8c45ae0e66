/* SPDX-License-Identifier: Apache-2.0 */
/*
 * standing.c - from a score to joined, possible or apart.
 *
 *   probability = the score's, but at most each ceiling for whose comparisons alone it stands
 *   band        = apart when exclusive identifiers conflict, else by the model's thresholds
 *
 * A comparison speaks for a match when its bits, term frequencies included, are above 0.
 */
#include "engine/models.h"

#include "base/str.h"

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A state's identification number begins with the state's two letters. */
static bool
are_of_two_states(struct jd_str a, struct jd_str b)
{
    bool lettered = a.size > 2 && b.size > 2;
    for (size_t i = 0; lettered && i < 2; i++)
        lettered = is_letter(a.data[i]) && is_letter(b.data[i]);
    return lettered && memcmp(a.data, b.data, 2) != 0;
}

/* One character changed, or two neighbours swapped. */
static bool
is_keying_error(struct jd_str a, struct jd_str b)
{
    if (a.size != b.size || a.size < 4)
        return false;
    size_t at = 0;
    while (at < a.size && a.data[at] == b.data[at])
        at++;
    size_t rest = at < a.size ? a.size - at - 1 : 0;
    if (rest == 0 || memcmp(a.data + at + 1, b.data + at + 1, rest) == 0)
        return true;
    return a.data[at] == b.data[at + 1] && a.data[at + 1] == b.data[at] &&
           memcmp(a.data + at + 2, b.data + at + 2, rest - 1) == 0;
}

/*
 * Two values of what one has once.  A keying error is no conflict; neither are numbers of two
 * states, since a person has one of each.
 */
static bool
are_unlike(const char *column, struct jd_value a, struct jd_value b)
{
    if (a.type != JD_TYPE_TEXT || b.type != JD_TYPE_TEXT || jd__str_equal(a.text, b.text))
        return false;
    if (strcmp(column, "state_id_norm") == 0 && are_of_two_states(a.text, b.text))
        return false;
    return !is_keying_error(a.text, b.text);
}

const char *
jd__pair_conflict(const struct jd__kind_model *model, const struct jd__facts *facts,
    uint32_t a, uint32_t b)
{
    const char *const *columns = model->exclusive.data;
    for (size_t i = 0; i < model->exclusive.n; i++)
        if (are_unlike(columns[i], jd__facts_attribute(facts, a, columns[i]),
                jd__facts_attribute(facts, b, columns[i])))
            return columns[i];
    return NULL;
}

uint64_t
jd__pair_speaking(const struct jd_model *model, const struct jd_scored *pairs, uint32_t i)
{
    uint64_t speaks = 0;
    for (uint32_t c = 0; c < pairs->n_comparisons; c++) {
        size_t at = (size_t)i * pairs->n_comparisons + c;
        if (pairs->gamma[at] >= 0 &&
            jd_model_level_weight(model, c, pairs->gamma[at]) + pairs->tf_weight[at] > 0)
            speaks |= (uint64_t)1 << c;
    }
    return speaks;
}

struct jd__standing
jd__pair_standing(const struct jd__kind_model *model, const struct jd_scored *pairs,
    uint32_t i, const struct jd__facts *facts, uint32_t a, uint32_t b)
{
    struct jd__standing s = {.probability = pairs->probability[i], .band = JD__APART};
    uint64_t speaks = jd__pair_speaking(model->model, pairs, i);
    for (uint32_t k = 0; k < jd_model_n_ceilings(model->model); k++) {
        uint64_t only = 0;
        double most = 1;
        jd_model_ceiling(model->model, k, &only, &most);
        if ((speaks & ~only) == 0 && s.probability > most) {
            s.probability = most;
            s.is_capped = true;
        }
    }
    s.conflict = jd__pair_conflict(model, facts, a, b);
    if (s.conflict == NULL && s.probability >= model->possible)
        s.band = s.probability >= model->joined ? JD__JOINED : JD__POSSIBLE;
    return s;
}
