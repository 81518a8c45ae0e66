/* SPDX-License-Identifier: Apache-2.0 */
/* thing.h - the phone, car and account that are a person's own, made from her number. */
#ifndef JD_SYNTH_THING_H
#define JD_SYNTH_THING_H

#include "synth/nation.h"

/* Each fills an empty row; the number is of a person or any other that stands for the thing. */
void
jd__phone_row(const char *digits, uint64_t number, struct jd__row *row);
void
jd__vehicle_row(enum jd__state state, uint64_t number, uint64_t seed, struct jd__row *row);
void
jd__account_row(uint64_t number, uint64_t seed, struct jd__row *row);

/* A wallet's address, in letters that Bitcoin's old addresses use; it is not a valid one. */
void
jd__wallet_row(uint64_t number, uint64_t seed, struct jd__row *row);

#endif
