/* SPDX-License-Identifier: Apache-2.0 */
/* norm_words.h - tables of words and what stands for them. */
#ifndef JD_IO_NORM_WORDS_H
#define JD_IO_NORM_WORDS_H

#include <stddef.h>

struct jd__word {
    const char *word;
    const char *form; /* empty: the word says nothing */
};

/* Of addresses, sorted by word: the USPS's short forms (Publication 28, appendices B and C). */
extern const struct jd__word jd__address_words[];
extern const size_t jd__n_address_words;

/* Of sexes. */
extern const struct jd__word jd__sex_words[];
extern const size_t jd__n_sex_words;

/* A country's telephone numbers. */
struct jd__dialling {
    const char *country; /* ISO 3166 */
    const char *code;    /* calling code */
    const char *trunk;   /* written before a national number, never after the code */
};
extern const struct jd__dialling jd__dialling[];
extern const size_t jd__n_dialling;

#endif
