/* SPDX-License-Identifier: Apache-2.0 */
/* error.h - word a failure where it is found. */
#ifndef JD_BASE_ERROR_H
#define JD_BASE_ERROR_H

#include <joinder/base.h>

/* Fill the report (if there is one) and be the status: `return jd__fail(err, JD_E_ARG, "…")`. */
#define jd__fail(err, status, ...) (jd__report((err), (status), __VA_ARGS__), (status))

/* Write status and message; a message too long for the report is cut at a character. */
void
jd__report(struct jd_error *err, enum jd_status status, const char *format, ...)
    JD_PRINTF(3, 4);

/* Put "where: " before the message that is there: for a caller that knows the file or row. */
void
jd__report_where(struct jd_error *err, const char *format, ...) JD_PRINTF(2, 3);

#endif
