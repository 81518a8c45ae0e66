/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_statement.c - any bytes as an agency's SELECT, in a folder of one file beside which a
 * secret lies: the secret is in no cell and no message, and the folder stays as it was.
 */
#define _POSIX_C_SOURCE 200809L
#include "fuzz.h"

#include "base/str.h"
#include "io/box.h"

#include <dirent.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET "SECRETVALUE"

static char top[] = "/tmp/fuzz-statement-XXXXXX";
static char folder[64], statement[96], inside[96], outside[96];
static struct jd_io *io;

static void
put(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    fuzz_assert(file != NULL && fwrite(bytes, 1, size, file) == size);
    fuzz_assert(fclose(file) == 0);
}

/* At exit.  The engine stays open: what it keeps of its own may be gone by then. */
static void
remove_all(void)
{
    (void)unlink(statement);
    (void)unlink(inside);
    (void)unlink(outside);
    (void)rmdir(folder);
    (void)rmdir(top);
}

/* TOP/secret.csv and TOP/in/x.csv, once. */
static void
start(void)
{
    struct jd_error err = {0};
    if (io != NULL)
        return;
    fuzz_assert(mkdtemp(top) != NULL);
    (void)snprintf(folder, sizeof(folder), "%s/in", top);
    (void)snprintf(statement, sizeof(statement), "%s/q.sql", folder);
    (void)snprintf(inside, sizeof(inside), "%s/x.csv", folder);
    (void)snprintf(outside, sizeof(outside), "%s/secret.csv", top);
    fuzz_assert(mkdir(folder, 0700) == 0);
    put(inside, "id,n\n1,2\n", 9);
    put(outside, "id\n" SECRET "\n", sizeof("id\n" SECRET "\n") - 1);
    fuzz_assert(jd_io_new(NULL, NULL, &io, &err) == JD_OK);
    fuzz_assert(atexit(remove_all) == 0);
}

static size_t
count_files(void)
{
    size_t n = 0;
    DIR *dir = opendir(folder);
    fuzz_assert(dir != NULL);
    while (readdir(dir) != NULL)
        n++;
    (void)closedir(dir);
    return n - 2; /* . and .. */
}

static bool
tells_secret(const struct jd_table *table)
{
    for (uint32_t c = 0; c < jd_table_n_columns(table); c++)
        for (uint32_t row = 0; row < jd_table_n_rows(table); row++) {
            struct jd_value value = jd_table_get(table, c, row);
            if (value.type == JD_TYPE_TEXT && value.text.size == sizeof(SECRET) - 1 &&
                memcmp(value.text.data, SECRET, sizeof(SECRET) - 1) == 0)
                return true;
        }
    return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct jd__box_options options = {
        .seconds = 2, .memory_bytes = 100u << 20, .max_rows = 10000};
    struct jd_error err = {0};
    struct jd__box *box = NULL;
    struct jd_table *table = NULL;
    start();
    put(statement, data, size);
    fuzz_assert(jd__box_open(io, folder, &options, &box, &err) == JD_OK);
    enum jd_status status = jd__box_run(box, "q.sql", "q", &table, &err);
    if (status == JD_OK)
        fuzz_assert(!tells_secret(table));
    else
        fuzz_assert(
            table == NULL && err.message[0] != '\0' && strchr(err.message, '\n') == NULL);
    fuzz_assert(count_files() == 2);
    jd_table_free(table);
    jd__box_close(box);
    return 0;
}
