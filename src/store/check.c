/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check.c - is every byte of a store as it was written?
 *
 * Bytes first (frames, chain, checksums, commitments against salts), then what they say (rows,
 * links, agencies), then what is derived from them.
 */
#include "base/error.h"
#include "base/str.h"
#include "facts/facts.h"
#include "store/derive.h"
#include "store/listed.h"
#include "store/salts.h"

#include <stdio.h>

struct check {
    const struct jd_alloc *alloc;
    const char *folder;
    struct jd__damage_listener listener;
    uint64_t n;
};

static void
say(struct check *check, const char *line)
{
    check->listener.say(check->listener.ctx, line);
    check->n++;
}

/* Damage is said and is no failure of the check; anything else is. */
static enum jd_status
say_if_damage(struct check *check, enum jd_status status, const struct jd_error *why,
    struct jd_error *err)
{
    if (status == JD_OK)
        return JD_OK;
    if (status != JD_E_CORRUPT && status != JD_E_UNSUPPORTED)
        return jd__fail(err, status, "%s", why->message);
    say(check, why->message);
    return JD_OK;
}

/* Read back what each ingest listed. */
static enum jd_status
check_lists(const struct jd__store *store, struct jd_error *err)
{
    struct jd__buf bytes, lines;
    const struct jd__kept_ingest *ingests = store->state.ingests.data;
    enum jd_status status = JD_OK;
    jd__buf_init(&bytes, &store->alloc, 1, 0);
    jd__buf_init(&lines, &store->alloc, 1, 0);
    for (size_t i = 0; i < store->state.ingests.n && status == JD_OK; i++) {
        struct jd__frame frame;
        struct jd_str rows = {0};
        lines.n = 0;
        status = jd__journal_read(store->journal, ingests[i].offset, &bytes, &frame, err);
        if (status == JD_OK)
            status = jd__listed_to_csv(jd__frame_head(&frame, &rows), true, &lines, err);
    }
    jd__buf_done(&bytes);
    jd__buf_done(&lines);
    return status;
}

static void
say_derived(struct check *check, const char *name, const char *what)
{
    char line[JD_MESSAGE_SIZE];
    (void)snprintf(line, sizeof(line),
        "%s: %s (it may be deleted; `joinder check --rebuild` makes it again)", name, what);
    say(check, line);
}

/* Compare each derived file that is there with what it must be. */
static enum jd_status
check_derived_files(
    struct check *check, const struct jd__derived *derived, struct jd_error *err)
{
    for (size_t i = 0; i < JD__N_DERIVED; i++) {
        struct jd__derived_file is;
        enum jd_status status = jd__derived_hash(
            check->alloc, check->folder, (enum jd__derived_name)i, &is, err);
        if (status == JD_E_NOT_FOUND)
            continue;
        if (status != JD_OK)
            return status;
        if (derived == NULL)
            say_derived(check, jd__derived_names[i], "derived.hashes does not tell of it");
        else if (!jd__derived_is(&is, &derived->files[i]))
            say_derived(check, jd__derived_names[i], "is not as it was written");
    }
    return JD_OK;
}

static enum jd_status
check_derived(struct check *check, const struct jd__store *store, struct jd_error *err)
{
    struct jd__derived derived;
    enum jd_status status = jd__derived_read(store, &derived, err);
    if (status == JD_E_NOT_FOUND)
        return check_derived_files(check, NULL, err);
    if (status == JD_E_CORRUPT)
        say_derived(check, JD__DERIVED_HASHES, "is damaged");
    if (status != JD_OK)
        return status == JD_E_CORRUPT ? JD_OK : status;
    if (derived.applied_seq > jd__store_end(store)->seq)
        say(check,
            "derived.hashes: knows later entries than the journal has: is the journal "
            "an older copy?");
    return check_derived_files(check, &derived, err);
}

static enum jd_status
check_content(struct check *check, struct jd_error *err)
{
    struct jd__store *store = NULL;
    struct jd__facts *facts = NULL;
    struct jd_error why = {0};
    const struct jd__store_options options = {.is_read_only = true};
    enum jd_status status =
        jd__store_open(check->alloc, check->folder, &options, &store, &why);
    if (status == JD_OK)
        status = jd__store_facts(store, JD__NO_TIME, &facts, &why);
    if (status == JD_OK)
        status = check_lists(store, &why);
    if (status == JD_OK)
        status = check_derived(check, store, &why);
    jd__facts_free(facts);
    jd__store_close(store);
    return say_if_damage(check, status, &why, err);
}

enum jd_status
jd__store_check(const struct jd_alloc *alloc, const char *folder,
    struct jd__damage_listener listener, uint64_t *out_n, struct jd_error *err)
{
    uint8_t id[JD__STORE_ID_SIZE];
    struct check check = {alloc, folder, listener, 0};
    struct jd_error why = {0};
    enum jd_status status = jd__identity_read(alloc, folder, id, &why);
    bool is_known = status == JD_OK;
    status = say_if_damage(&check, status, &why, err);
    if (status == JD_OK && is_known)
        status = jd__journal_check(alloc, folder, id, listener, &check.n, &why);
    status = say_if_damage(&check, status, &why, err); /* one that is not there */
    if (status == JD_OK && is_known && check.n == 0)
        status = check_content(&check, err);
    if (status == JD_OK)
        *out_n = check.n;
    return status;
}
