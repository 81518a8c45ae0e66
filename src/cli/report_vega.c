/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_vega.c - the charts of a report as Vega-Lite, for other pages: --vega.
 *
 * What a chart looks like is src/cli/report/charts.json: its name, the section that it draws, and a
 * specification without data.  A file holds all it draws, so that nothing else is asked for.
 */
#include "cli/page.h"
#include "cli/platform.h"
#include "cli/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Vega-Lite 5 and 6 read it. */
static const char schema[] = "https://vega.github.io/schema/vega-lite/v5.json";

/* The step of weights and the threshold, which specifications name. */
static json_t *
params_of(const struct report *report)
{
    return json_pack("[{s:s, s:f}, {s:s, s:o}]", "name", "step", "value", report->step,
        "name", "threshold", "value", report_number(report->threshold));
}

/* The chart with its data; NULL where the report has none. */
static json_t *
chart_of(const struct report *report, const json_t *chart)
{
    const char *section = json_string_value(json_object_get(chart, "section"));
    json_t *rows = json_object_get(report->body, section);
    if (json_array_size(rows) == 0)
        return NULL;
    json_t *made = json_pack("{s:s, s:{s:O}, s:o}", "$schema", schema, "data", "values",
        rows, "params", params_of(report));
    (void)json_object_update(made, json_object_get(chart, "spec"));
    return made;
}

static enum jd_status
write_chart(const char *folder, const char *name, const json_t *chart, struct jd_error *err)
{
    char path[4300];
    char *text = json_dumps(chart, JSON_INDENT(1) | JSON_REAL_PRECISION(10));
    if (text == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for a chart");
    (void)snprintf(path, sizeof(path), "%.4000s/%s.vl.json", folder, name);
    enum jd_status status = linking_write_text(path, text, strlen(text), err);
    free(text);
    return status;
}

enum jd_status
report_vega(const struct report *report, struct jd_error *err)
{
    const char *folder = cli_value(report->cli, "--vega"), *name = NULL;
    json_t *charts = NULL, *chart = NULL;
    enum jd_status status = JD_OK;
    if (folder == NULL)
        return JD_OK;
    charts = json_loads(
        charts_json, 0, NULL); /* of the build: it is read without memory alone */
    if (charts == NULL)
        return LINKING_FAIL(err, JD_E_NOMEM, "no memory for charts");
    if (!platform_make_folder(folder))
        status =
            LINKING_FAIL(err, JD_E_IO, "%.200s is no folder, and cannot be one", folder);
    json_object_foreach (charts, name, chart) {
        json_t *made = status == JD_OK ? chart_of(report, chart) : NULL;
        if (made != NULL)
            status = write_chart(folder, name, made, err);
        json_decref(made);
    }
    json_decref(charts);
    return status;
}
