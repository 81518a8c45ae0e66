/* SPDX-License-Identifier: Apache-2.0 */
/* page.h - a page of HTML that holds all it shows: one JSON object in a text of the build. */
#ifndef JD_CLI_PAGE_H
#define JD_CLI_PAGE_H

#include <joinder/base.h>

/* The pages before their data is put in, made strings of src/cli/report/ by the build. */
extern const char report_html[];
extern const char linkage_html[];
extern const char review_html[];

/* Charts without their data: report_vega.c. */
extern const char charts_json[];

/* Write the page with `data`, JSON, in place of @DATA@: it is whole, or not there. */
enum jd_status
page_write(const char *path, const char *page, const char *data, struct jd_error *err);

#endif
