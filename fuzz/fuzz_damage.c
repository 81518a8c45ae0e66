/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_damage.c - any damage to a journal's two files: found by `check`, and never shown.
 *
 * The input is a list of damages, five bytes each: what and to which file, where (two bytes), how
 * much, with what.  A journal of three groups is damaged so.  If `check` finds nothing, the files
 * are as they were; opened, the journal is damaged or shows the first of its entries in order,
 * and then `check` finds no more than before.
 */
#define _XOPEN_SOURCE 700
#include "fuzz.h"

#include "base/str.h"
#include "store/salts.h"

#include <string.h>
#include <unistd.h>

enum { MOST = 1u << 16, N_GROUPS = 3 };

static const uint8_t id[JD__STORE_ID_SIZE] = {1, 2, 3};
static const char *const names[] = {"journal", "journal.salts"};

static enum jd_status
count(void *ctx, const struct jd__frame *frame, uint64_t offset, struct jd__buf *bytes,
    struct jd_error *err)
{
    (void)offset;
    (void)bytes;
    (void)err;
    fuzz_assert(frame->seq == ++*(uint64_t *)ctx); /* in order, none left out */
    return JD_OK;
}

static void
ignore(void *ctx, const char *line)
{
    (void)ctx;
    (void)line;
}

static enum jd_status
open_journal(const char *folder, uint64_t *seen, struct jd__journal **out_journal)
{
    *seen = 0;
    return jd__journal_open(
        NULL, folder, id, (struct jd__visitor){count, seen}, out_journal, NULL);
}

/* Groups of one, two and three entries. */
static void
make(const char *folder)
{
    static const char rows[] = "\3\0\0\0one\4\0\0\0four";
    struct jd__journal *journal = NULL;
    uint64_t seen = 0;
    fuzz_assert(jd__journal_make(NULL, folder, id, NULL) == JD_OK);
    fuzz_assert(open_journal(folder, &seen, &journal) == JD_OK);
    for (int group = 1; group <= N_GROUPS; group++) {
        for (int i = 1; i <= group; i++) {
            const struct jd__entry entry = {.type = 7,
                .flags = i < group ? JD__FRAME_MORE : 0,
                .asker = {"a@b", 3},
                .rows = {rows, sizeof(rows) - 1},
                .n = 2};
            fuzz_assert(jd__journal_append(journal, &entry, group, NULL) == JD_OK);
        }
        fuzz_assert(jd__journal_commit(journal, NULL) == JD_OK);
    }
    jd__journal_close(journal);
}

struct content {
    uint8_t bytes[MOST];
    size_t size;
};

static void
path_of(const char *folder, int file, char path[static 128])
{
    (void)snprintf(path, 128, "%s/%s", folder, names[file]);
}

static void
read_file(const char *folder, int file, struct content *content)
{
    char path[128];
    path_of(folder, file, path);
    FILE *from = fopen(path, "rb");
    fuzz_assert(from != NULL);
    content->size = fread(content->bytes, 1, MOST, from);
    (void)fclose(from);
}

static void
write_file(const char *folder, int file, const struct content *content)
{
    char path[128];
    path_of(folder, file, path);
    FILE *to = fopen(path, "wb");
    fuzz_assert(
        to != NULL && fwrite(content->bytes, 1, content->size, to) == content->size);
    (void)fclose(to);
}

/* Flip, fill, cut, lengthen, or copy from elsewhere in the file. */
static void
damage(struct content *content, const uint8_t step[static 5])
{
    size_t at = (size_t)step[1] << 8 | step[2], n = step[3];
    if (content->size == 0 || (step[0] >> 1) % 5 == 3) {
        size_t more = n < MOST - content->size ? n : MOST - content->size;
        memset(content->bytes + content->size, step[4], more);
        content->size += more;
        return;
    }
    at %= content->size;
    n = n < content->size - at ? n : content->size - at;
    switch ((step[0] >> 1) % 5) {
    case 0:
        content->bytes[at] ^= (uint8_t)(1u << step[4] % 8);
        break;
    case 1:
        memset(content->bytes + at, step[4], n);
        break;
    case 2:
        content->size = at;
        break;
    default:
        memmove(content->bytes + at, content->bytes + step[4] % (content->size - n + 1), n);
        break;
    }
}

static uint64_t
check(const char *folder)
{
    uint64_t n = 0;
    fuzz_assert(jd__journal_check(NULL, folder, id,
                    (struct jd__damage_listener){ignore, NULL}, &n, NULL) == JD_OK);
    return n;
}

static void
see(const char *folder, bool is_changed)
{
    struct jd__journal *journal = NULL;
    uint64_t seen = 0, found = check(folder);
    fuzz_assert((found > 0) == is_changed);
    enum jd_status status = open_journal(folder, &seen, &journal);
    fuzz_assert(status == JD_OK || status == JD_E_CORRUPT);
    fuzz_assert(found > 0 || status == JD_OK);
    if (status == JD_OK)
        fuzz_assert(jd__journal_end(journal)->seq == seen && (found > 0 || seen == 6));
    jd__journal_close(journal);
    fuzz_assert(check(folder) <= found);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct content before[2], after[2];
    char folder[] = "/tmp/joinder-fuzz-XXXXXX", path[128];
    bool is_changed = false;
    fuzz_assert(mkdtemp(folder) != NULL);
    make(folder);
    for (int file = 0; file < 2; file++) {
        read_file(folder, file, &before[file]);
        after[file] = before[file];
        for (size_t i = 0; i + 5 <= size; i += 5)
            if ((data[i] & 1) == file)
                damage(&after[file], data + i);
        is_changed = is_changed || after[file].size != before[file].size ||
                     memcmp(after[file].bytes, before[file].bytes, after[file].size) != 0;
        write_file(folder, file, &after[file]);
    }
    see(folder, is_changed);
    for (int file = 0; file < 2; file++) {
        path_of(folder, file, path);
        (void)remove(path);
    }
    (void)rmdir(folder);
    return 0;
}
