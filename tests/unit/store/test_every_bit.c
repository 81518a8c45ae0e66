/* SPDX-License-Identifier: Apache-2.0 */
/* test_every_bit.c - each bit of a store flipped in turn; of its database, many at random. */
#include "world.h"

#include <stdlib.h>

/* Flip one bit of a file and look for it. */
static void
flip(const struct world *w, const char *name, char *bytes, size_t size, size_t bit)
{
    char path[600];
    world_path(w, name, path);
    bytes[bit / 8] = (char)(bytes[bit / 8] ^ (1 << bit % 8));
    test_file_write(path, bytes, size);
    if (world_check(w) == 0)
        fail_msg("%s: byte %zu, bit %zu: not found", name, bit / 8, bit % 8);
    bytes[bit / 8] = (char)(bytes[bit / 8] ^ (1 << bit % 8));
}

/* [JOURNAL-11] */
static void
every_flipped_bit_is_found_by_check(void **state)
{
    (void)state;
    static const char *const names[] = {"joinder.json", "journal", "journal.salts",
        "derived.hashes", "issues.csv", "rejected.csv", "derived.duckdb"};
    enum { N_SAMPLED = 1000, MOST_BITS = 80000 };
    struct world w;
    uint64_t random = 5;
    world_start_derived(&w);
    for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
        char path[600];
        size_t size = 0;
        world_path(&w, names[k], path);
        char *bytes = test_file_read(path, &size);
        if (size * 8 <= MOST_BITS)
            for (size_t bit = 0; bit < size * 8; bit++)
                flip(&w, names[k], bytes, size, bit);
        else
            for (int i = 0; i < N_SAMPLED; i++)
                flip(&w, names[k], bytes, size,
                    (size_t)test_random(&random, (uint32_t)size) * 8 +
                        test_random(&random, 8));
        test_file_write(path, bytes, size);
        free(bytes);
    }
    assert_int_equal(world_check(&w), 0);
    world_stop(&w);
}

TEST_MAIN(cmocka_unit_test(every_flipped_bit_is_found_by_check))
