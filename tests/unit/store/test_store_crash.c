/* SPDX-License-Identifier: Apache-2.0 */
/* test_store_crash.c - the power fails while a store is made, fed, asked and derived from. */
#include "disk.h"
#include "world.h"

#include "base/str.h"
#include "store/derive.h"

#include <string.h>

/* What has been acknowledged once so many steps were made. */
struct promises {
    struct {
        size_t at;
        uint64_t seq;
    } all[16];
    size_t n;
};

static void
promise(struct promises *promises, const struct disk *disk, uint64_t seq)
{
    assert_true(promises->n < 16);
    promises->all[promises->n].at = disk->n;
    promises->all[promises->n++].seq = seq;
}

static uint64_t
promised(const struct promises *promises, size_t at)
{
    uint64_t seq = 0;
    for (size_t i = 0; i < promises->n && promises->all[i].at <= at; i++)
        seq = promises->all[i].seq;
    return seq;
}

/* Only what is derived may have been caught half-way. */
static void
hear(void *ctx, const char *line)
{
    if (strncmp(line, "derived.", 8) != 0 && strncmp(line, "issues.csv", 10) != 0 &&
        strncmp(line, "rejected.csv", 12) != 0)
        fail_msg("step %zu: check says: %s", *(size_t *)ctx, line);
}

/* What is left at this step is a store with all that was promised, or there was none yet. */
static void
crash(const struct disk *disk, const struct promises *promises, size_t at, uint64_t *random)
{
    char folder[256], path[300];
    struct jd_error err = {0};
    struct jd__store *store = NULL;
    uint64_t n = 0, seq = promised(promises, at);
    test_folder_make(folder);
    disk_crash(disk, at, random == NULL ? at : 0, random, folder);
    (void)snprintf(path, sizeof(path), "%s/store", folder);

    enum jd_status status = jd__store_open(NULL, path, NULL, &store, &err);
    if (status != JD_OK && (status != JD_E_NOT_FOUND || seq > 0))
        fail_msg("step %zu: %s", at, err.message);
    if (status == JD_OK && jd__store_end(store)->seq < seq)
        fail_msg("step %zu: entry %d of %d", at, (int)jd__store_end(store)->seq, (int)seq);
    jd__store_close(store);
    if (status == JD_OK)
        assert_jd_ok(
            jd__store_check(NULL, path, (struct jd__damage_listener){hear, &at}, &n, &err));
    test_folder_remove(folder);
}

static void
a_store_is_there_with_all_that_was_acknowledged_or_not_at_all(void **state)
{
    (void)state;
    struct world w = {0};
    struct disk disk;
    struct jd_error err = {0};
    struct promises promises = {0};
    struct jd__logged logged[1];
    uint64_t random = 1;
    const struct jd__log_entry entry = {JD__ENTRY_FIRST, jd__str("ann@a"), jd__str("{}")};
    test_folder_make(w.folder);
    (void)snprintf(w.store_path, sizeof(w.store_path), "%s/store", w.folder);
    jd__buf_init(&w.reports, NULL, sizeof(struct jd__table_report), 0);
    assert_jd_ok(jd_io_new(NULL, NULL, &w.io, &err));
    world_put(&w, "a", "person.csv", "id,name\np1,Ann\n,Bob\n");
    disk_start(&disk, w.folder);
    size_t first = disk.n;
    assert_jd_ok(jd__store_init(NULL, w.store_path, jd__str("op@here"), january(1), &err));
    promise(&promises, &disk, 1);
    world_open(&w, 2);
    world_ingest(&w, "a");
    promise(&promises, &disk, jd__store_end(w.store)->seq);
    assert_jd_ok(jd__derive_lists(w.store, &err));
    assert_jd_ok(jd__store_log(w.store, &entry, 1, logged, &err));
    promise(&promises, &disk, logged[0].seq);

    for (size_t at = first; at <= disk.n; at++) {
        crash(&disk, &promises, at, NULL);
        for (int i = 0; i < 6; i++)
            crash(&disk, &promises, at, &random);
    }

    disk_stop(&disk);
    world_stop(&w);
}

TEST_MAIN(cmocka_unit_test(a_store_is_there_with_all_that_was_acknowledged_or_not_at_all))
