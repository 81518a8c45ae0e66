/* SPDX-License-Identifier: Apache-2.0 */
/* demo_numbers.h - the distinct values of a column as numbers from 0, whatever their type. */
#ifndef JD_CLI_DEMO_NUMBERS_H
#define JD_CLI_DEMO_NUMBERS_H

#include <joinder/data.h>

/* out_numbers[row] for each row; returns how many distinct ones, or JD_NONE without memory. */
uint32_t
demo_numbers(const struct jd_table *table, const char *column, uint32_t *out_numbers);

#endif
