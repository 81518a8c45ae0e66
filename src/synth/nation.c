/* SPDX-License-Identifier: Apache-2.0 */
/* nation.c - what all writers of the nation share: names, layouts, ids. */
#include "synth/nation.h"

#include "base/alloc.h"
#include "base/calendar.h"
#include "base/error.h"
#include "base/str.h"
#include "synth/embedded.h"
#include "synth/how.h"
#include "synth/official.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct jd_str
layout_of(const char *agency)
{
    char path[128];
    (void)snprintf(path, sizeof(path), "agencies/%s/export.json", agency);
    for (size_t i = 0; i < jd__embedded_n_files; i++)
        if (strcmp(jd__embedded_files[i].path, path) == 0)
            return jd__embedded_files[i].text;
    return (struct jd_str){NULL, 0};
}

enum jd_status
jd__nation_init(struct jd__nation *nation, const struct jd_alloc *alloc, uint64_t n_people,
    uint64_t seed, struct jd_error *err)
{
    *nation = (struct jd__nation){.alloc = jd__alloc_or_default(alloc), .seed = seed};
    jd__sheets_init(&nation->sheets, alloc);
    enum jd_status status = jd__census_init(&nation->census, alloc, err);
    for (unsigned who = 0; who < JD__N_WHO && status == JD_OK; who++) {
        const char *agency = jd__agencies_of_nation[who].id;
        status =
            jd__sheets_add(&nation->sheets, (uint16_t)who, agency, layout_of(agency), err);
    }
    nation->people = (struct jd__people){&nation->census, seed, n_people};
    nation->n_blocks = (n_people + JD__BLOCK - 1) / JD__BLOCK;
    nation->id_range = 100000;
    nation->id_digits = 5;
    while (nation->id_range < jd__official_last_key(nation)) {
        nation->id_range *= 10;
        nation->id_digits++;
    }
    if (status != JD_OK)
        jd__nation_done(nation);
    return status;
}

void
jd__nation_done(struct jd__nation *nation)
{
    jd__census_done(&nation->census);
    jd__sheets_done(&nation->sheets);
}

void
jd__id_write(const struct jd__nation *nation, enum jd__who who, const char *pattern,
    uint64_t key, int64_t day, char id[static JD__ID_SIZE])
{
    int64_t year = 0;
    unsigned month = 0;
    unsigned dom = 0;
    jd__civil_from_days(day, &year, &month, &dom);
    uint64_t salt = nation->seed * 64 + (uint64_t)who;
    uint64_t number = jd__spread(key, nation->id_range, salt % 1000003 * 7919);
    size_t at = 0;
    for (; *pattern != '\0' && at + 16 < JD__ID_SIZE; pattern++) {
        if (*pattern != '%') {
            id[at++] = *pattern;
            continue;
        }
        pattern++;
        int n = 0;
        if (*pattern == 'n')
            n = snprintf(
                id + at, JD__ID_SIZE - at, "%0*" PRIu64, nation->id_digits, number);
        else if (*pattern == 'y')
            n = snprintf(id + at, JD__ID_SIZE - at, "%02d", (int)(year % 100));
        else
            n = snprintf(id + at, JD__ID_SIZE - at, "%04d",
                (int)year + (*pattern == 'B' ? JD__BUDDHIST_ERA : 0));
        at += (size_t)n;
    }
    id[at] = '\0';
}
