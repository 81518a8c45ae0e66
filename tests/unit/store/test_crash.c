/* SPDX-License-Identifier: Apache-2.0 */
/*
 * test_crash.c - the power fails: nothing acknowledged is lost, nothing else comes to be.
 *
 * A story is told to a journal on a disk (support/disk.h): groups that are committed, taken back
 * or never finished, a process that is killed, syncs that fail.  Then, for every step of the
 * log, what the disk may hold is opened.  Whatever it is: the journal opens, shows what was
 * acknowledged by then and at most one group more, whole; `check` finds nothing; it goes on.
 */
#include "disk.h"

#include "base/str.h"
#include "store/salts.h"

#include <stdlib.h>
#include <string.h>

enum { N_ROWS = 40, TEXT_SIZE = 64, MOST_MARKS = 64 };

static const uint8_t id[JD__STORE_ID_SIZE] = {7};

/* What may be seen once so many steps were made: one letter an entry. */
struct mark {
    size_t at;
    bool is_promised; /* else it may be seen, until the next promise */
    char text[TEXT_SIZE];
};

struct story {
    struct disk disk;
    char folder[256];
    struct jd__journal *journal;
    char seen[TEXT_SIZE]; /* by the visitor */
    struct mark marks[MOST_MARKS];
    size_t n_marks;
};

static void
mark(struct story *story, bool is_promised, const char *more)
{
    struct mark *mark = &story->marks[story->n_marks++];
    assert_true(story->n_marks <= MOST_MARKS);
    mark->at = story->disk.n;
    mark->is_promised = is_promised;
    assert_true(strlen(story->seen) + strlen(more) < TEXT_SIZE);
    strcpy(mark->text, story->seen);
    strcat(mark->text, more);
}

/* ---- telling ---- */

static enum jd_status
note(void *ctx, const struct jd__frame *frame, uint64_t offset, struct jd__buf *bytes,
    struct jd_error *err)
{
    char *seen = ctx;
    struct jd_str rows = {0};
    struct jd_str head = jd__frame_head(frame, &rows);
    (void)offset;
    (void)bytes;
    (void)err;
    strncat(seen, head.data, head.size);
    return JD_OK;
}

static enum jd_status
open_journal(struct story *story, struct jd_error *err)
{
    story->seen[0] = '\0';
    return jd__journal_open(NULL, story->folder, id,
        (struct jd__visitor){note, story->seen}, &story->journal, err);
}

/* Append a group of entries of several sectors each: journal and salts. */
static enum jd_status
append(struct story *story, const char *letters, bool is_whole, struct jd_error *err)
{
    char rows[N_ROWS * 24];
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < N_ROWS; i++) {
        memset(rows + i * 24, (int)('0' + i), 24);
        memcpy(rows + i * 24, "\24\0\0\0", 4);
    }
    for (const char *at = letters; *at != '\0' && status == JD_OK; at++) {
        const struct jd__entry entry = {
            .type = 7,
            .flags = at[1] != '\0' || !is_whole ? JD__FRAME_MORE : 0,
            .asker = jd__str("ann@a"),
            .head = {at, 1},
            .rows = {rows, sizeof(rows)},
            .n = N_ROWS,
        };
        status = jd__journal_append(story->journal, &entry, 5, err);
    }
    return status;
}

static void
begin(struct story *story)
{
    struct jd_error err = {0};
    memset(story, 0, sizeof(*story));
    test_folder_make(story->folder);
    disk_start(&story->disk, story->folder);
    assert_jd_ok(jd__journal_make(NULL, story->folder, id, &err));
    assert_jd_ok(open_journal(story, &err));
    mark(story, true, "");
}

static void
commit(struct story *story, const char *letters)
{
    struct jd_error err = {0};
    mark(story, false, letters);
    assert_jd_ok(append(story, letters, true, &err));
    assert_jd_ok(jd__journal_commit(story->journal, &err));
    mark(story, true, "");
}

static void
reopen(struct story *story)
{
    struct jd_error err = {0};
    jd__journal_close(story->journal);
    assert_jd_ok(open_journal(story, &err));
    mark(story, true, "");
}

/* The process ends without a word, the machine goes on. */
static void
kill_process(struct story *story)
{
    struct jd_error err = {0};
    story->disk.is_frozen = true;
    jd__journal_close(story->journal);
    story->disk.is_frozen = false;
    assert_jd_ok(open_journal(story, &err));
    mark(story, true, "");
}

static void
end(struct story *story)
{
    jd__journal_close(story->journal);
    disk_stop(&story->disk);
    test_folder_remove(story->folder);
}

/* ---- crashing ---- */

/* May this be seen after `at` steps? */
static bool
may_be_seen(const struct story *story, size_t at, const char *seen)
{
    bool may = false;
    for (size_t i = 0; i < story->n_marks && story->marks[i].at <= at; i++) {
        const struct mark *mark = &story->marks[i];
        may = (may && !mark->is_promised) || strcmp(mark->text, seen) == 0;
    }
    return may;
}

static void
ignore(void *ctx, const char *line)
{
    (void)snprintf(ctx, JD_MESSAGE_SIZE, "%s", line);
}

static void
assert_whole(const struct story *story, const char *where)
{
    struct jd_error err = {0};
    char line[JD_MESSAGE_SIZE] = "";
    uint64_t n = 0;
    assert_jd_ok(jd__journal_check(
        NULL, story->folder, id, (struct jd__damage_listener){ignore, line}, &n, &err));
    if (n != 0)
        fail_msg("%s: check says: %s", where, line);
}

static void
crash(const struct story *story, size_t at, size_t kept, uint64_t *random, int depth);

/* Every step of a story, the rest by prefixes and at random. */
static void
crash_everywhere(const struct story *story, uint64_t *random, unsigned n_random, int depth)
{
    for (size_t at = story->marks[0].at; at <= story->disk.n; at++) {
        crash(story, at, 0, NULL, 0);
        for (size_t i = 0; i < at; i++)
            if (!disk_is_saved(&story->disk, i, at) &&
                disk_what(&story->disk, i) != DISK_SYNC)
                crash(story, at, i + 1, NULL, 0);
        for (unsigned i = 0; i < n_random; i++)
            crash(story, at, 0, random, i == 0 ? depth : 0);
    }
}

/* Open what is left after a crash; go on; with depth crash again meanwhile and afterwards. */
static void
crash(const struct story *story, size_t at, size_t kept, uint64_t *random, int depth)
{
    struct story after = {0};
    struct jd_error err = {0};
    char where[96];
    (void)snprintf(where, sizeof(where), "step %zu of %zu, %s %zu", at, story->disk.n,
        random != NULL ? "at random" : "kept", kept);
    test_folder_make(after.folder);
    disk_crash(&story->disk, at, kept, random, after.folder);
    disk_start(&after.disk, after.folder);
    if (open_journal(&after, &err) != JD_OK)
        fail_msg("%s: %s", where, err.message);
    if (!may_be_seen(story, at, after.seen))
        fail_msg("%s: shows '%s'", where, after.seen);
    mark(&after, true, "");
    commit(&after, "z");
    reopen(&after);
    jd__journal_close(after.journal);
    after.journal = NULL;
    assert_whole(&after, where);
    if (depth > 0)
        crash_everywhere(&after, random, 1, depth - 1);
    end(&after);
}

/* ---- stories ---- */

static void
nothing_acknowledged_is_lost_at_any_step(void **state)
{
    (void)state;
    struct story story;
    uint64_t random = 1;
    begin(&story);
    commit(&story, "a");
    commit(&story, "bc");
    reopen(&story);
    commit(&story, "def");
    commit(&story, "g");
    reopen(&story);

    crash_everywhere(&story, &random, 3, 1);

    end(&story);
}

static void
what_was_taken_back_or_not_finished_does_not_come_between(void **state)
{
    (void)state;
    struct story story;
    struct jd_error err = {0};
    uint64_t random = 2;
    begin(&story);
    commit(&story, "a");
    mark(&story, false, "xy");
    assert_jd_ok(append(&story, "xy", true, &err));
    jd__journal_abandon(story.journal);
    commit(&story, "b");
    assert_jd_ok(append(&story, "uv", false, &err));
    reopen(&story);
    assert_string_equal(story.seen, "ab");
    commit(&story, "c");

    crash_everywhere(&story, &random, 3, 1);

    end(&story);
}

/* [JOURNAL-17] */
static void
what_a_killed_process_left_in_memory_lasts_once_it_was_shown(void **state)
{
    (void)state;
    struct story story;
    struct jd_error err = {0};
    uint64_t random = 3;
    begin(&story);
    commit(&story, "a");
    mark(&story, false, "bc");
    assert_jd_ok(append(&story, "bc", true, &err));
    kill_process(&story);
    assert_string_equal(story.seen, "abc"); /* the page cache survives it */
    assert_jd_ok(append(&story, "x", false, &err));
    kill_process(&story);
    assert_string_equal(story.seen, "abc");
    commit(&story, "d");

    crash_everywhere(&story, &random, 3, 1);

    end(&story);
}

/* Rebello et al. 2020: after a failed fsync the bytes are in memory, clean, and not on the disk. */
static void
a_failed_sync_is_not_tried_again_and_loses_nothing_acknowledged(void **state)
{
    (void)state;
    uint64_t random = 4;
    for (size_t nth = 0; nth < 2; nth++) { /* the salts' sync, the journal's */
        struct story story;
        struct jd_error err = {0};
        begin(&story);
        commit(&story, "a");
        mark(&story, false, "b");
        assert_jd_ok(append(&story, "b", true, &err));
        story.disk.good_syncs = nth;
        assert_jd_status(jd__journal_commit(story.journal, &err), JD_E_IO);
        assert_non_null(strstr(err.message, "cannot be synced"));
        size_t n = story.disk.n;
        assert_int_equal(disk_what(&story.disk, n - 1), DISK_SYNC);
        assert_jd_status(append(&story, "x", true, &err), JD_E_IO);
        assert_jd_status(jd__journal_commit(story.journal, &err), JD_E_IO);
        jd__journal_abandon(story.journal);
        jd__journal_close(story.journal);
        assert_int_equal(story.disk.n, n); /* neither written nor synced */

        assert_jd_ok(open_journal(&story, &err));
        mark(&story, true, "");
        commit(&story, "c");
        crash_everywhere(&story, &random, 3, 1);

        end(&story);
    }
}

static void
a_full_disk_takes_the_group_or_leaves_it(void **state)
{
    (void)state;
    bool was_taken = false;
    for (int64_t room = 0; !was_taken; room += room < 200 ? 1 : 97) {
        struct story story;
        struct jd_error err = {0};
        begin(&story);
        commit(&story, "a");
        mark(&story, false, "bc");
        story.disk.room = room;
        enum jd_status status = append(&story, "bc", true, &err);
        if (status == JD_OK)
            status = jd__journal_commit(story.journal, &err);
        else
            jd__journal_abandon(story.journal);
        was_taken = status == JD_OK;
        if (!was_taken &&
            (status != JD_E_IO || strstr(err.message, "No space left") == NULL))
            fail_msg("with room for %d bytes: %s", (int)room, err.message);
        story.disk.room = -1;

        reopen(&story);
        if (strcmp(story.seen, "a") != 0 && strcmp(story.seen, "abc") != 0)
            fail_msg("with room for %d bytes: shows '%s'", (int)room, story.seen);
        crash(&story, story.disk.n, 0, NULL, 0);
        end(&story);
    }
}

static void
an_abandoned_group_leaves_room_for_the_next_on_the_same_handle(void **state)
{
    (void)state;
    struct story story;
    struct jd_error err = {0};
    begin(&story);
    story.disk.room = 1000;
    assert_jd_status(append(&story, "ab", true, &err), JD_E_IO);
    jd__journal_abandon(story.journal);
    story.disk.room = -1;

    commit(&story, "c");

    assert_string_equal(story.seen, "c");
    crash(&story, story.disk.n, 0, NULL, 0);
    end(&story);
}

static void
writes_that_take_a_part_are_gone_on_with(void **state)
{
    (void)state;
    static const size_t parts[] = {1, 7, 511, 512, 513};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        struct story story;
        begin(&story);
        story.disk.most = parts[i];
        commit(&story, "ab");
        commit(&story, "c");
        reopen(&story);
        assert_string_equal(story.seen, "abc");
        crash(&story, story.disk.n, 0, NULL, 0);
        end(&story);
    }
}

TEST_MAIN(cmocka_unit_test(nothing_acknowledged_is_lost_at_any_step),
    cmocka_unit_test(what_was_taken_back_or_not_finished_does_not_come_between),
    cmocka_unit_test(what_a_killed_process_left_in_memory_lasts_once_it_was_shown),
    cmocka_unit_test(a_failed_sync_is_not_tried_again_and_loses_nothing_acknowledged),
    cmocka_unit_test(a_full_disk_takes_the_group_or_leaves_it),
    cmocka_unit_test(an_abandoned_group_leaves_room_for_the_next_on_the_same_handle),
    cmocka_unit_test(writes_that_take_a_part_are_gone_on_with))
