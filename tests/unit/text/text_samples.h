/* SPDX-License-Identifier: Apache-2.0 */
/* text_samples.h - random pairs of texts, alike often enough to be interesting. */
#ifndef JD_TEST_TEXT_SAMPLES_H
#define JD_TEST_TEXT_SAMPLES_H

#include "jd_test.h"

#include <string.h>

enum { SAMPLE_MAX = 200 };

struct sample {
    char a[SAMPLE_MAX];
    char b[SAMPLE_MAX];
    size_t n_a;
    size_t n_b;
};

/* One edit at a random place, if it fits. */
static inline void
sample_edit(char *text, size_t *n, uint32_t n_letters, uint64_t *seed)
{
    size_t at = test_random(seed, (uint32_t)*n + 1);
    char letter = (char)('a' + test_random(seed, n_letters));
    switch (test_random(seed, 4)) {
    case 0:
        if (*n == SAMPLE_MAX)
            break;
        memmove(text + at + 1, text + at, *n - at);
        text[at] = letter;
        ++*n;
        break;
    case 1:
        if (at == *n)
            break;
        memmove(text + at, text + at + 1, *n - at - 1);
        --*n;
        break;
    case 2:
        if (at < *n)
            text[at] = letter;
        break;
    default:
        if (at + 1 < *n) {
            char swap = text[at];
            text[at] = text[at + 1];
            text[at + 1] = swap;
        }
    }
}

/* A pair of a length class (0: names, up to 16; 1: up to 80; 2: up to 200): unlike, or one an
 * edited copy of the other, over an alphabet of 1 to 26 letters, or over all 256 bytes. */
static inline void
sample_make(struct sample *s, uint32_t length_class, uint64_t *seed)
{
    static const uint32_t longest[] = {16, 80, SAMPLE_MAX};
    uint32_t most = longest[length_class % 3] + 1;
    uint32_t n_letters = test_random(seed, 4) == 0 ? 256 : 1 + test_random(seed, 26);
    s->n_a = test_random(seed, most);
    s->n_b = test_random(seed, most);
    for (size_t i = 0; i < SAMPLE_MAX; i++) {
        s->a[i] = (char)('a' + test_random(seed, n_letters));
        s->b[i] = (char)('a' + test_random(seed, n_letters));
    }
    if (test_random(seed, 3) == 0)
        return;
    memcpy(s->b, s->a, SAMPLE_MAX);
    s->n_b = s->n_a;
    for (uint32_t edits = test_random(seed, 8); edits > 0; edits--)
        sample_edit(s->b, &s->n_b, n_letters, seed);
}

/* A text in a block of exactly its size, so that a sanitizer sees a read past its end. */
static inline struct jd_str
sample_text(const char *data, size_t size)
{
    char *block = test_malloc(size != 0 ? size : 1);
    memcpy(block, data, size);
    return (struct jd_str){block, size};
}

static inline void
sample_text_free(struct jd_str text)
{
    union {
        const char *in;
        char *out;
    } block = {text.data};
    test_free(block.out);
}

#endif
