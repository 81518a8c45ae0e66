/* SPDX-License-Identifier: Apache-2.0 */
/* held.h - an open store from inside, and joinder.json. */
#ifndef JD_STORE_HELD_H
#define JD_STORE_HELD_H

#include "store/store.h"

struct jd__store {
    struct jd_alloc alloc;
    char *folder;
    uint8_t id[JD__STORE_ID_SIZE];
    struct jd__store_options options;
    struct jd__journal *journal;
    struct jd__state state;
};

/* The number of the store's format; another one is JD_E_UNSUPPORTED. */
#define JD__STORE_FORMAT 1

/* Make the folder of a new store; JD_E_CONFLICT when something is in it. */
enum jd_status
jd__store_folder_make(
    const struct jd_alloc *alloc, const char *folder, struct jd_error *err);

/* Write and read joinder.json: the format and the store's identity, nothing else.  Read byte
 * for byte: a file that was not written by us is JD_E_CORRUPT. */
enum jd_status
jd__identity_write(
    const char *folder, const uint8_t id[static JD__STORE_ID_SIZE], struct jd_error *err);

enum jd_status
jd__identity_read(const struct jd_alloc *alloc, const char *folder,
    uint8_t out_id[static JD__STORE_ID_SIZE], struct jd_error *err);

enum jd_status
jd__identity_parse(
    struct jd_str text, uint8_t out_id[static JD__STORE_ID_SIZE], struct jd_error *err);

#endif
