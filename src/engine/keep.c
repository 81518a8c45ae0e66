/* SPDX-License-Identifier: Apache-2.0 */
/* keep.c - what whoever holds a store's files does to keep it: check, rebuild, upgrade. */
#include <joinder/engine.h>

#include "base/error.h"
#include "store/store.h"

#include <stdio.h>

/* Who hears of damage, and the first of it for the message. */
struct hearing {
    const struct jd_engine_damage *damage;
    char first[JD_MESSAGE_SIZE];
};

static void
hear(void *ctx, const char *line)
{
    struct hearing *hearing = ctx;
    if (hearing->damage != NULL)
        hearing->damage->say(hearing->damage->ctx, line);
    if (hearing->first[0] == '\0')
        (void)snprintf(hearing->first, sizeof(hearing->first), "%s", line);
}

enum jd_status
jd_engine_check(const struct jd_alloc *alloc, const char *dir,
    const struct jd_engine_damage *damage, struct jd_error *err)
{
    uint64_t n = 0;
    struct hearing hearing = {damage, {0}};
    if (dir == NULL)
        return jd__fail(err, JD_E_ARG, "a store is a folder");
    enum jd_status status =
        jd__store_check(alloc, dir, (struct jd__damage_listener){hear, &hearing}, &n, err);
    if (status == JD_OK && n > 0)
        return jd__fail(err, JD_E_CORRUPT, "%s", hearing.first);
    return status;
}

enum jd_status
jd_engine_rebuild(const struct jd_alloc *alloc, const char *dir, struct jd_error *err)
{
    struct jd__store *store = NULL;
    if (dir == NULL)
        return jd__fail(err, JD_E_ARG, "a store is a folder");
    enum jd_status status = jd__store_open(alloc, dir, NULL, &store, err);
    if (status == JD_OK)
        status = jd__store_derive(store, true, err);
    jd__store_close(store);
    return status;
}

enum jd_status
jd_engine_upgrade(
    const struct jd_alloc *alloc, const char *from, const char *to, struct jd_error *err)
{
    if (from == NULL || to == NULL)
        return jd__fail(err, JD_E_ARG, "a store is a folder");
    enum jd_status status = jd__store_upgrade(alloc, from, to, err);
    return status == JD_OK ? jd_engine_rebuild(alloc, to, err) : status;
}
