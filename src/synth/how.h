/* SPDX-License-Identifier: Apache-2.0 */
/* how.h - the forms in which agencies write a value: cases, dates, numbers cut in groups. */
#ifndef JD_SYNTH_HOW_H
#define JD_SYNTH_HOW_H

#include "synth/row.h"

#define JD__HOW_NONE 255u

/* Years of the Buddhist era are so many more than those of ours. */
enum { JD__BUDDHIST_ERA = 543 };

/* The form of a name such as "m/d/Y"; JD__HOW_NONE when there is none. */
uint8_t
jd__how_find(const char *name);

/* Write a value (or for the whole names: of the row) in a form; text ends with a NUL. */
void
jd__how_apply(
    uint8_t how, const struct jd__row *row, const char *value, char *text, size_t size);

#endif
