/* SPDX-License-Identifier: Apache-2.0 */
/* jd_test.c - helpers of the tests; see jd_test.h. */
#include "jd_test.h"

#include <errno.h>
#include <ftw.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *
resize_and_count(void *ctx, void *block, size_t from_size, size_t to_size)
{
    struct test_memory *mem = ctx;
    if (from_size > mem->live_bytes)
        fail_msg("a block of %zu bytes is given back, but %zu are out", from_size,
            mem->live_bytes);
    if (to_size == 0) {
        mem->live_blocks -= block != NULL;
        mem->live_bytes -= from_size;
        free(block);
        return NULL;
    }
    if (mem->requests_left == 0)
        return NULL;
    if (mem->requests_left != SIZE_MAX)
        mem->requests_left--;
    void *resized = realloc(block, to_size);
    if (resized == NULL)
        return NULL;
    mem->live_blocks += block == NULL;
    mem->live_bytes += to_size - from_size;
    return resized;
}

/* An allocator may be asked by any thread. */
static void *
resize_alone(void *ctx, void *block, size_t from_size, size_t to_size)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    (void)pthread_mutex_lock(&lock);
    void *resized = resize_and_count(ctx, block, from_size, to_size);
    (void)pthread_mutex_unlock(&lock);
    return resized;
}

void
test_memory_init(struct test_memory *mem, size_t requests)
{
    *mem = (struct test_memory){.alloc = {resize_alone, mem}, .requests_left = requests};
}

uint32_t
test_random(uint64_t *seed, uint32_t n)
{
    /* SplitMix64, written again so that the tests do not stand on what they test. */
    uint64_t z = *seed += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    z ^= z >> 31;
    return (uint32_t)(((z >> 32) * n) >> 32);
}

void
test_folder_make(char path[static 256])
{
    const char *parent = getenv("TMPDIR");
    (void)snprintf(path, 256, "%s/joinder-test-XXXXXX", parent != NULL ? parent : "/tmp");
    if (mkdtemp(path) == NULL)
        fail_msg("%s: %s", path, strerror(errno));
}

static int
remove_one(const char *path, const struct stat *about, int type, struct FTW *where)
{
    (void)about;
    (void)type;
    (void)where;
    return remove(path);
}

void
test_folder_remove(const char *path)
{
    if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0)
        fail_msg("%s: %s", path, strerror(errno));
}

char *
test_file_read(const char *path, size_t *out_size)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("%s: %s", path, strerror(errno));
    size_t size = 0;
    size_t room = 4096;
    char *data = malloc(room);
    for (size_t got = 1; data != NULL && got != 0; size += got) {
        if (size + 1 == room) {
            room *= 2;
            char *more = realloc(data, room);
            if (more == NULL)
                free(data);
            data = more;
        }
        got = data == NULL ? 0 : fread(data + size, 1, room - size - 1, file);
    }
    (void)fclose(file);
    if (data == NULL)
        fail_msg("%s: no memory", path);
    data[size] = '\0';
    if (out_size != NULL)
        *out_size = size;
    return data;
}

void
test_file_write(const char *path, const void *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        fail_msg("%s: %s", path, strerror(errno));
    size_t written = size == 0 ? 0 : fwrite(data, 1, size, file);
    if (fclose(file) != 0 || written != size)
        fail_msg("%s: %s", path, strerror(errno));
}

void
test_data_path(const char *name, char path[static 512])
{
    const char *data = getenv("JOINDER_TEST_DATA");
    (void)snprintf(path, 512, "%s/%s", data != NULL ? data : "tests/data", name);
}
