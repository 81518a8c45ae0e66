/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz_agency.c - any bytes as agency.json: what is taken says its id, country and zone, and
 * what is refused says why.
 */
#include "fuzz.h"

#include "base/alloc.h"
#include "base/str.h"
#include "io/agency.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct jd_error err = {0};
    struct jd__folder *folder = jd__alloc_array(NULL, sizeof(*folder), 0, 1);
    fuzz_assert(folder != NULL);
    folder->alloc = jd__alloc_or_default(NULL);
    folder->json = jd__alloc_text(NULL, (struct jd_str){(const char *)data, size});
    folder->json_size = size;
    fuzz_assert(folder->json != NULL);
    if (jd__agency_parse(folder, &err) == JD_OK)
        fuzz_assert(folder->agency[0] != '\0' && folder->country != NULL &&
                    folder->zone != NULL && strpbrk(folder->agency, "/@") == NULL);
    else
        fuzz_assert(err.message[0] != '\0');
    jd__folder_free(folder);
    return 0;
}
