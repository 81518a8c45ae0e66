/* SPDX-License-Identifier: Apache-2.0 */
/* number.h - numbers from and to text, the same in every locale. */
#ifndef JD_BASE_NUMBER_H
#define JD_BASE_NUMBER_H

#include <joinder/base.h>

/* Room for any double as text with its NUL. */
#define JD__NUMBER_SIZE 32

/* The whole text as a signed whole number; false when it is anything else or does not fit. */
bool
jd__parse_int(struct jd_str text, int64_t *out_value);

/* The whole text as a decimal number ("-1.5", "2e-3"), rounded correctly; no inf, nan, hex. */
bool
jd__parse_real(struct jd_str text, double *out_value);

/* The shortest text that reads back as the same double; nan, inf and -inf by these names. */
size_t
jd__format_real(double value, char out[static JD__NUMBER_SIZE]);

#endif
