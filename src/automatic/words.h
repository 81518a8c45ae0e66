/* SPDX-License-Identifier: Apache-2.0 */
/* words.h - is a word in normal form one of those that tell what a column holds? */
#ifndef JD_AUTOMATIC_WORDS_H
#define JD_AUTOMATIC_WORDS_H

#include <joinder/base.h>

enum jd__word_list {
    JD__WORDS_GIVEN,
    JD__WORDS_FAMILY,
    JD__WORDS_FIRM,
    JD__WORDS_STREET,
};

bool
jd__is_word(enum jd__word_list which, struct jd_str word);

#endif
