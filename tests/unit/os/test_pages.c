/* SPDX-License-Identifier: Apache-2.0 */
/* test_pages.c - a wish changes nothing of what is in a block, whatever its size and start. */
#include "jd_test.h"
#include "os/pages.h"

#include <stdlib.h>

static void
a_block_is_as_it_was(void **state)
{
    (void)state;
    static const size_t sizes[] = {1, 4096, (size_t)9 << 20, ((size_t)33 << 20) + 5};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        unsigned char *block = malloc(sizes[i] + 3);
        for (size_t at = 0; at < sizes[i] + 3; at += 511)
            block[at] = (unsigned char)(at * 7);

        jd__wish_large_pages(block + i, sizes[i]);

        for (size_t at = 0; at < sizes[i] + 3; at += 511)
            assert_int_equal(block[at], (unsigned char)(at * 7));
        free(block);
    }
    jd__wish_large_pages(NULL, 0);
}

TEST_MAIN(cmocka_unit_test(a_block_is_as_it_was))
