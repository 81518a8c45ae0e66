/* SPDX-License-Identifier: Apache-2.0 */
/* small_journal.c - a journal of three entries, its files and what a visitor saw. */
#include "small_journal.h"

#include "base/str.h"
#include "store/wire.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const uint8_t small_id[JD__STORE_ID_SIZE] = {1, 2, 3};

enum jd_status
small_note(void *ctx, const struct jd__frame *frame, uint64_t offset, struct jd__buf *bytes,
    struct jd_error *err)
{
    struct small_seen *seen = ctx;
    struct jd_str rows = {0}, row = {0};
    struct jd_str head = jd__frame_head(frame, &rows);
    (void)offset;
    (void)bytes;
    (void)err;
    seen->size += (size_t)snprintf(seen->text + seen->size, sizeof(seen->text) - seen->size,
        "%" PRIu64 " %" PRId64 " %u %.*s %.*s", frame->seq, frame->time, frame->type,
        (int)frame->asker.size, frame->asker.data, (int)head.size, head.data);
    while (jd__frame_next_row(&rows, &row))
        seen->size += (size_t)snprintf(seen->text + seen->size,
            sizeof(seen->text) - seen->size, "|%.*s", (int)row.size, row.data);
    seen->size +=
        (size_t)snprintf(seen->text + seen->size, sizeof(seen->text) - seen->size, "\n");
    return JD_OK;
}

enum jd_status
small_open(const struct jd_alloc *alloc, const char *folder, struct small_seen *seen,
    struct jd__journal **out_journal, struct jd_error *err)
{
    const struct jd__visitor visitor = {small_note, seen};
    seen->size = 0;
    seen->text[0] = '\0';
    return jd__journal_open(alloc, folder, small_id, visitor, out_journal, err);
}

enum jd_status
small_append(struct jd__journal *journal, const char *head, uint16_t flags, int64_t now,
    struct jd_error *err)
{
    static const char rows[] = "\3\0\0\0one\4\0\0\0four";
    const struct jd__entry entry = {
        .type = 7,
        .flags = flags,
        .asker = {"ann@a", 5},
        .head = jd__str(head),
        .rows = {rows, sizeof(rows) - 1},
        .n = 2,
    };
    return jd__journal_append(journal, &entry, now, err);
}

void
small_path(const char *folder, const char *name, char path[static 512])
{
    (void)snprintf(path, 512, "%s/%s", folder, name);
}

void
small_put(const char *folder, const char *name, const void *data, size_t size)
{
    char path[512];
    small_path(folder, name, path);
    test_file_write(path, data, size);
}

char *
small_get(const char *folder, const char *name, size_t *out_size)
{
    char path[512];
    small_path(folder, name, path);
    return test_file_read(path, out_size);
}

void
small_make(char folder[static 256])
{
    struct jd_error err = {0};
    struct small_seen seen;
    struct jd__journal *journal = NULL;
    test_folder_make(folder);
    assert_jd_ok(jd__journal_make(NULL, folder, small_id, &err));
    assert_jd_ok(small_open(NULL, folder, &seen, &journal, &err));
    assert_jd_ok(small_append(journal, "first", 0, 100, &err));
    assert_jd_ok(jd__journal_commit(journal, &err));
    assert_jd_ok(small_append(journal, "second", JD__FRAME_MORE, 200, &err));
    assert_jd_ok(small_append(journal, "third", 0, 200, &err));
    assert_jd_ok(jd__journal_commit(journal, &err));
    jd__journal_close(journal);
}

const char small_all_three[] = "1 100 7 ann@a first|one|four\n"
                               "2 200 7 ann@a second|one|four\n"
                               "3 200 7 ann@a third|one|four\n";

void
small_load(const char *folder, struct small_files *files)
{
    files->journal = small_get(folder, "journal", &files->journal_size);
    files->salts = small_get(folder, "journal.salts", &files->salts_size);
    files->group_start = (size_t)jd__get_le((const uint8_t *)files->journal, 8);
    files->third_start =
        files->group_start +
        (size_t)jd__get_le((const uint8_t *)files->journal + files->group_start, 8);
    /* The salts' head as it was after the first entry. */
    struct jd_error err = {0};
    struct jd__frame frame;
    struct jd__journal_end end = jd__journal_start(small_id);
    struct jd__file *file = NULL;
    char path[512];
    assert_int_equal(
        jd__frame_parse((struct jd_str){files->journal, files->journal_size}, &frame),
        JD__FRAME_WHOLE);
    end = jd__journal_after(&end, &frame);
    small_path(folder, "journal.salts", path);
    assert_jd_ok(jd__file_open(NULL, path, JD__FILE_UPDATE, true, &file, &err));
    assert_jd_ok(jd__salts_write_end(file, &end, &err));
    jd__file_close(file);
    files->old_salts = small_get(folder, "journal.salts", &files->old_salts_size);
}

void
small_free(struct small_files *files)
{
    free(files->journal);
    free(files->salts);
    free(files->old_salts);
}
