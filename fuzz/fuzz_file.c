/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_file.c - any bytes as a file of records: CSV, JSON lines or Parquet, by the first byte.
 * What is read has the same rows when it is read again; what is refused says why in one line.
 */
#define _POSIX_C_SOURCE 200809L
#include "fuzz.h"

#include <joinder/io.h>

#include <string.h>
#include <unistd.h>

static struct jd_io *io;

static void
read_twice(const char *path)
{
    struct jd_table *table = NULL, *again = NULL;
    struct jd_error err = {0};
    if (jd_io_read(io, path, "records", &table, &err) != JD_OK) {
        fuzz_assert(table == NULL && err.message[0] != '\0');
        fuzz_assert(strchr(err.message, '\n') == NULL);
        return;
    }
    fuzz_assert(jd_io_read(io, path, "records", &again, &err) == JD_OK);
    fuzz_assert(jd_table_n_rows(table) == jd_table_n_rows(again));
    fuzz_assert(jd_table_n_columns(table) == jd_table_n_columns(again));
    jd_table_free(table);
    jd_table_free(again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const endings[] = {"csv", "jsonl", "parquet", "csv.gz"};
    char folder[] = "/tmp/fuzz-file-XXXXXX", path[64];
    if (size == 0)
        return 0;
    if (io == NULL) { /* it stays open: at exit what it keeps of its own may be gone */
        fuzz_assert(jd_io_new(NULL, NULL, &io, NULL) == JD_OK);
    }
    fuzz_assert(mkdtemp(folder) != NULL);
    (void)snprintf(path, sizeof(path), "%s/x.%s", folder, endings[data[0] % 4]);
    FILE *file = fopen(path, "wb");
    fuzz_assert(file != NULL && fwrite(data + 1, 1, size - 1, file) == size - 1);
    fuzz_assert(fclose(file) == 0);
    read_twice(path);
    fuzz_assert(unlink(path) == 0 && rmdir(folder) == 0);
    return 0;
}
