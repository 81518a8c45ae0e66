/* SPDX-License-Identifier: Apache-2.0 */
/* jaccard.c - the byte values of two texts as sets of 256 bits. */
#include <joinder/text.h>

#include "base/error.h"
#include "text/masks.h"
#include "text/text.h"

struct byte_set {
    uint64_t words[4];
};

static struct byte_set
set_of(struct jd_str text)
{
    struct byte_set set = {{0}};
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        set.words[byte >> 6] |= UINT64_C(1) << (byte & 63u);
    }
    return set;
}

bool
jd__jaccard(struct jd_str a, struct jd_str b, double *out_similarity)
{
    if (a.size == 0 || b.size == 0)
        return false;
    struct byte_set of_a = set_of(a), of_b = set_of(b);
    unsigned both = 0, either = 0;
    for (int i = 0; i < 4; i++) {
        both += jd__count_bits(of_a.words[i] & of_b.words[i]);
        either += jd__count_bits(of_a.words[i] | of_b.words[i]);
    }
    *out_similarity = (double)both / (double)either;
    return true;
}

enum jd_status
jd_jaccard(struct jd_str a, struct jd_str b, double *out_similarity, struct jd_error *err)
{
    if (!jd__jaccard(a, b, out_similarity))
        return jd__fail(err, JD_E_INPUT, "jaccard of an empty text");
    return JD_OK;
}
