/* SPDX-License-Identifier: Apache-2.0 */
/* test_keep.c - a store kept: damage named, derived files made again, copies upgraded. */
#include "disk.h"
#include "world.h"

#include "base/str.h"
#include "store/derive.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *
read_file(const struct world *w, const char *name, size_t *out_size)
{
    char path[600];
    world_path(w, name, path);
    return test_file_read(path, out_size);
}

static void
write_file(const struct world *w, const char *name, const void *data, size_t size)
{
    char path[600];
    world_path(w, name, path);
    test_file_write(path, data, size);
}

static void
remove_file(const struct world *w, const char *name)
{
    char path[600];
    world_path(w, name, path);
    assert_int_equal(remove(path), 0);
}

/* Open the store, which must be refused with a message that holds both texts. */
static void
assert_refused(
    const struct world *w, enum jd_status expected, const char *what, const char *more)
{
    struct jd_error err = {0};
    struct jd__store *store = NULL;
    assert_jd_status(jd__store_open(NULL, w->store_path, NULL, &store, &err), expected);
    assert_null(store);
    if (strstr(err.message, what) == NULL || strstr(err.message, more) == NULL)
        fail_msg("says '%s', not '%s' and '%s'", err.message, what, more);
}

static const char *const files[] = {"joinder.json", "journal", "journal.salts",
    "derived.hashes", "derived.duckdb", "issues.csv", "rejected.csv"};
enum { N_FILES = sizeof(files) / sizeof(files[0]), N_KEPT = 3 };

/* ---- damage ---- */

/* [JOURNAL-11]; test_journal_damage.c and the slow suite flip more. */
static void
flipped_bits_of_each_file_are_found_and_no_byte_is_changed(void **state)
{
    (void)state;
    struct world w;
    uint64_t random = 1;
    world_start_derived(&w);
    assert_int_equal(world_check(&w), 0);

    for (size_t k = 0; k < N_FILES; k++) {
        size_t size = 0, after = 0;
        char *bytes = read_file(&w, files[k], &size);
        size_t step = size / 60 + 1;
        for (size_t i = test_random(&random, (uint32_t)step); i < size; i += step) {
            bytes[i] = (char)(bytes[i] ^ (1 << i % 8));
            write_file(&w, files[k], bytes, size);
            if (world_check(&w) == 0)
                fail_msg("%s: byte %zu: not found", files[k], i);
            char *now = read_file(&w, files[k], &after);
            assert_int_equal(after, size);
            assert_memory_equal(now, bytes, size);
            free(now);
            bytes[i] = (char)(bytes[i] ^ (1 << i % 8));
        }
        write_file(&w, files[k], bytes, size);
        free(bytes);
    }
    assert_int_equal(world_check(&w), 0);
    world_stop(&w);
}

/* [JOURNAL-9] */
static void
a_damaged_store_is_refused_with_what_is_damaged_and_what_to_do(void **state)
{
    (void)state;
    static const char remedy[] = "a copy of the whole folder brings the store back";
    struct world w;
    world_start_derived(&w);
    for (size_t k = 0; k < N_KEPT; k++) {
        size_t size = 0;
        char *bytes = read_file(&w, files[k], &size);
        bytes[20] ^= 4;
        write_file(&w, files[k], bytes, size);
        assert_refused(&w, JD_E_CORRUPT, files[k], k == 0 ? "" : remedy);
        bytes[20] ^= 4;
        if (k > 0) {
            remove_file(&w, files[k]);
            assert_refused(&w, JD_E_CORRUPT, "is not there", remedy);
            assert_int_equal(world_check(&w), 1);
        }
        write_file(&w, files[k], bytes, size);
        free(bytes);
    }
    assert_int_equal(world_check(&w), 0);
    world_stop(&w);
}

/* [JOURNAL-18]: a copy that was made earlier, put back beside newer files. */
static void
files_of_an_older_copy_are_told(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    char *old[N_KEPT], *new[N_KEPT];
    size_t old_size[N_KEPT], new_size[N_KEPT];
    struct jd__logged logged[1];
    const struct jd__log_entry entry = {JD__ENTRY_FIRST, jd__str("ann@a"), jd__str("{}")};
    world_start_derived(&w);
    for (size_t k = 1; k < N_KEPT; k++)
        old[k] = read_file(&w, files[k], &old_size[k]);
    world_open(&w, 3);
    for (int i = 0; i < 3; i++)
        assert_jd_ok(jd__store_log(w.store, &entry, 1, logged, &err));
    assert_jd_ok(jd__store_derive(w.store, false, &err));
    world_close(&w);
    for (size_t k = 1; k < N_KEPT; k++)
        new[k] = read_file(&w, files[k], &new_size[k]);

    write_file(&w, "journal.salts", old[2], old_size[2]);
    assert_refused(&w, JD_E_CORRUPT, "journal: byte", "journal.salts may be an older copy");
    assert_true(world_check(&w) > 0);
    char *journal = read_file(&w, "journal", &new_size[0]);
    assert_int_equal(new_size[0], new_size[1]); /* nothing was cut off */
    free(journal);

    write_file(&w, "journal.salts", new[2], new_size[2]);
    write_file(&w, "journal", old[1], old_size[1]);
    assert_refused(&w, JD_E_CORRUPT, "journal", "ends before what was committed");

    /* Both: a whole store of before.  What is derived knows of later entries. */
    write_file(&w, "journal.salts", old[2], old_size[2]);
    assert_int_equal(world_check(&w), 1);
    world_open(&w, 4);
    assert_jd_ok(jd__store_derive(w.store, false, &err));
    world_close(&w);
    assert_int_equal(world_check(&w), 0);

    for (size_t k = 1; k < N_KEPT; k++) {
        free(old[k]);
        free(new[k]);
    }
    world_stop(&w);
}

static void
a_store_that_may_not_be_written_is_refused_and_can_be_checked(void **state)
{
    (void)state;
    struct world w;
    struct disk disk;
    world_start_derived(&w);
    disk_start(&disk, w.store_path);
    disk.is_read_only = true;

    assert_refused(&w, JD_E_IO, "cannot be opened for writing", "Read-only file system");
    assert_int_equal(world_check(&w), 0);

    disk_stop(&disk);
    world_stop(&w);
}

/* In a process of its own: open the store whose path comes, and hold it until killed. */
static void
hold_the_store(int paths, int answers)
{
    char path[600] = "";
    struct jd__store *store = NULL;
    ssize_t size = read(paths, path, sizeof(path) - 1);
    char byte = size > 0 && jd__store_open(NULL, path, NULL, &store, NULL) == JD_OK;
    (void)!write(answers, &byte, 1);
    (void)pause();
    _exit(0);
}

/* [JOURNAL-10]; stands first: a process that has run threads has no sound fork(). */
static void
a_second_process_is_told_that_the_store_is_held_and_a_dead_one_holds_nothing(void **state)
{
    (void)state;
    struct world w;
    int paths[2], answers[2], status = 0;
    char byte = 0;
    assert_int_equal(pipe(paths), 0);
    assert_int_equal(pipe(answers), 0);
    pid_t child = fork();
    if (child == 0)
        hold_the_store(paths[0], answers[1]);
    assert_true(child > 0);
    world_start_derived(&w);
    size_t size = strlen(w.store_path);
    assert_int_equal(write(paths[1], w.store_path, size), size);
    assert_int_equal(read(answers[0], &byte, 1), 1);
    assert_int_equal(byte, 1);

    assert_refused(&w, JD_E_CONFLICT, "journal", "is held by another process");
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    world_open(&w, 3);

    for (int i = 0; i < 2; i++) {
        assert_int_equal(close(paths[i]), 0);
        assert_int_equal(close(answers[i]), 0);
    }
    world_stop(&w);
}

/* [JOURNAL-5] */
static void
a_clock_that_goes_back_does_not_date_an_entry_before_the_last(void **state)
{
    (void)state;
    struct world w;
    world_start(&w);
    world_put(&w, "a", "person.csv", "id,name\np1,Ann\n");
    world_open(&w, 9);
    world_ingest(&w, "a");
    world_put(&w, "a", "person.csv", "id,name\np1,Anna\n");

    world_open(&w, 3);
    world_ingest(&w, "a");

    assert_int_equal(jd__store_now(w.store), january(9));
    assert_int_equal(jd__store_end(w.store)->time, january(9));
    struct jd__facts *f = world_facts(&w);
    world_assert_attribute(f, "a/person/p1", "name", "Anna");
    jd__facts_free(f);
    world_open(&w, 12);
    f = world_facts_at(&w, january(8));
    assert_int_equal(world_number(f, "a/person/p1"), JD_NONE); /* not known by then */
    jd__facts_free(f);
    world_stop(&w);
}

/* ---- derived ---- */

/* [JOURNAL-19] */
static void
what_is_derived_may_be_deleted_and_is_made_again(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    struct jd__derived derived;
    size_t size = 0;
    world_start_derived(&w);
    char *rejected = read_file(&w, "rejected.csv", &size);
    for (size_t k = N_KEPT; k < N_FILES; k++) {
        remove_file(&w, files[k]);
        if (k > N_KEPT) /* without derived.hashes the others are not vouched for */
            assert_int_equal(world_check(&w), N_FILES - 1 - k);
    }

    world_open(&w, 3);
    assert_jd_ok(jd__store_derive(w.store, false, &err));

    world_assert_file(&w, "rejected.csv", rejected);
    free(rejected);
    assert_jd_ok(jd__derived_read(w.store, &derived, &err));
    assert_int_equal(derived.applied_seq, jd__store_end(w.store)->seq);
    world_close(&w);
    assert_int_equal(world_check(&w), 0);
    world_stop(&w);
}

static void
a_damaged_database_is_made_again_and_a_sound_one_is_left(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    struct stat before, after;
    char path[600];
    world_start_derived(&w);
    world_path(&w, "derived.duckdb", path);
    assert_int_equal(stat(path, &before), 0);
    world_open(&w, 3);
    assert_jd_ok(jd__store_derive(w.store, false, &err));
    assert_int_equal(stat(path, &after), 0);
    assert_true(before.st_ino == after.st_ino);

    write_file(&w, "derived.duckdb", "no database", 11);
    assert_jd_ok(jd__store_derive(w.store, false, &err));

    world_close(&w);
    assert_int_equal(world_check(&w), 0);
    world_stop(&w);
}

/* ---- upgrade ---- */

/* [JOURNAL-1] */
static void
a_store_of_another_format_is_refused(void **state)
{
    (void)state;
    static const char later[] = "{\"format\": 2}\n";
    static const char said[] = "the store has format 2, this build reads 1";
    struct world w;
    struct jd_error err = {0};
    char copy[600];
    world_start_derived(&w);
    write_file(&w, "joinder.json", later, sizeof(later) - 1);
    (void)snprintf(copy, sizeof(copy), "%s/copy", w.folder);

    assert_refused(&w, JD_E_UNSUPPORTED, "joinder.json", said);
    assert_int_equal(world_check(&w), 1);
    assert_jd_status(jd__store_upgrade(NULL, w.store_path, copy, &err), JD_E_UNSUPPORTED);

    assert_non_null(strstr(err.message, said));
    assert_int_equal(access(copy, F_OK), -1);
    world_stop(&w);
}

/* Copy the world's store, then go over to the copy. */
static void
upgrade(struct world *w)
{
    struct jd_error err = {0};
    char copy[280];
    (void)snprintf(copy, sizeof(copy), "%s/copy", w->folder);
    assert_jd_ok(jd__store_upgrade(NULL, w->store_path, copy, &err));
    (void)snprintf(w->store_path, sizeof(w->store_path), "%s", copy);
}

/* [JOURNAL-20] */
static void
an_upgrade_copies_each_entry_and_changes_no_byte_of_the_old_store(void **state)
{
    (void)state;
    struct world w;
    char *bytes[N_KEPT], *now = NULL;
    size_t size[N_KEPT], after = 0;
    world_start_derived(&w);
    for (size_t k = 0; k < N_KEPT; k++)
        bytes[k] = read_file(&w, files[k], &size[k]);
    char *torn =
        calloc(1, size[1] + 100); /* as a crash leaves it: not copied, not cut off */
    assert_non_null(torn);
    memcpy(torn, bytes[1], size[1]);
    write_file(&w, "journal", torn, size[1] + 100);
    struct world old = w;

    upgrade(&w);

    for (size_t k = 0; k < N_KEPT; k++) { /* format 1 into format 1: the same bytes */
        now = read_file(&w, files[k], &after);
        assert_int_equal(after, size[k]);
        assert_memory_equal(now, bytes[k], after);
        free(now);
        now = read_file(&old, files[k], &after);
        assert_int_equal(after, k == 1 ? size[k] + 100 : size[k]);
        assert_memory_equal(now, k == 1 ? torn : bytes[k], after);
        free(now);
        free(bytes[k]);
    }
    free(torn);
    assert_int_equal(world_check(&w), 0);
    world_open(&w, 3);
    struct jd__facts *f = world_facts(&w);
    world_assert_attribute(f, "a/person/p1", "name", "Ann");
    jd__facts_free(f);
    world_stop(&w);
}

static void
an_upgrade_takes_no_folder_that_holds_something_and_no_damaged_store(void **state)
{
    (void)state;
    struct world w;
    struct jd_error err = {0};
    struct jd__store *store = NULL;
    char copy[600];
    size_t size = 0;
    world_start_derived(&w);
    (void)snprintf(copy, sizeof(copy), "%s/copy", w.folder);

    assert_jd_status(
        jd__store_upgrade(NULL, w.store_path, w.store_path, &err), JD_E_CONFLICT);
    assert_jd_status(jd__store_upgrade(NULL, w.folder, copy, &err), JD_E_NOT_FOUND);
    char *salts = read_file(&w, "journal.salts", &size);
    salts[size - 1] ^= 1; /* of a row: seen by its commitment alone */
    write_file(&w, "journal.salts", salts, size);
    assert_jd_status(jd__store_upgrade(NULL, w.store_path, copy, &err), JD_E_CORRUPT);
    assert_jd_status(jd__store_open(NULL, copy, NULL, &store, &err), JD_E_NOT_FOUND);

    free(salts);
    world_stop(&w);
}

static void
an_upgrade_without_room_or_memory_leaves_no_store(void **state)
{
    (void)state;
    struct world w;
    struct disk disk;
    struct jd_error err = {0};
    struct jd__store *store = NULL;
    char copy[600];
    world_start_derived(&w);
    enum jd_status status = JD_E_IO;
    for (unsigned n = 0; status != JD_OK; n++) {
        struct test_memory mem;
        (void)snprintf(copy, sizeof(copy), "%s/copy-%u", w.folder, n);
        disk_start(&disk, w.folder);
        disk.room = n < 8 ? (int64_t)n * 200 : -1;
        test_memory_init(&mem, n < 8 ? SIZE_MAX : n - 8);
        status = jd__store_upgrade(&mem.alloc, w.store_path, copy, &err);
        disk_stop(&disk);
        assert_int_equal(mem.live_blocks, 0);
        if (status != JD_OK && status != (n < 8 ? JD_E_IO : JD_E_NOMEM))
            fail_msg("try %u: %s: %s", n, jd_status_name(status), err.message);
        assert_int_equal(
            jd__store_open(NULL, copy, NULL, &store, NULL) == JD_OK, status == JD_OK);
    }
    jd__store_close(store);
    world_stop(&w);
}

/* What is kept under tests/data/formats is read for ever. */
static void
a_store_of_each_released_format_is_read_and_upgraded(void **state)
{
    (void)state;
    struct world w;
    char name[64], kept[512];
    world_start_derived(&w);
    for (size_t k = 0; k < N_KEPT; k++) { /* a copy, for opening writes */
        size_t size = 0;
        (void)snprintf(name, sizeof(name), "formats/1/%s", files[k]);
        test_data_path(name, kept);
        char *bytes = test_file_read(kept, &size);
        write_file(&w, files[k], bytes, size);
        free(bytes);
    }
    for (size_t k = N_KEPT; k < N_FILES; k++)
        remove_file(&w, files[k]);

    for (int round = 0; round < 2; round++) {
        assert_int_equal(world_check(&w), 0);
        world_open(&w, 2);
        assert_true(jd__store_is_resolved(w.store));
        struct jd__facts *f = world_facts(&w);
        world_assert_attribute(f, "beta-so/person/b1", "surname", "Marlowe");
        assert_true(world_number(f, "alpha-pd/case/17-001") != JD_NONE);
        assert_int_equal(f->links.n, 5);
        jd__facts_free(f);
        world_close(&w);
        if (round == 0)
            upgrade(&w);
    }
    world_stop(&w);
}

TEST_MAIN(cmocka_unit_test(
              a_second_process_is_told_that_the_store_is_held_and_a_dead_one_holds_nothing),
    cmocka_unit_test(flipped_bits_of_each_file_are_found_and_no_byte_is_changed),
    cmocka_unit_test(a_damaged_store_is_refused_with_what_is_damaged_and_what_to_do),
    cmocka_unit_test(files_of_an_older_copy_are_told),
    cmocka_unit_test(a_store_that_may_not_be_written_is_refused_and_can_be_checked),
    cmocka_unit_test(a_clock_that_goes_back_does_not_date_an_entry_before_the_last),
    cmocka_unit_test(what_is_derived_may_be_deleted_and_is_made_again),
    cmocka_unit_test(a_damaged_database_is_made_again_and_a_sound_one_is_left),
    cmocka_unit_test(a_store_of_another_format_is_refused),
    cmocka_unit_test(an_upgrade_copies_each_entry_and_changes_no_byte_of_the_old_store),
    cmocka_unit_test(an_upgrade_takes_no_folder_that_holds_something_and_no_damaged_store),
    cmocka_unit_test(an_upgrade_without_room_or_memory_leaves_no_store),
    cmocka_unit_test(a_store_of_each_released_format_is_read_and_upgraded))
