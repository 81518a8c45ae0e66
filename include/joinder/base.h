/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file joinder/base.h
 * @brief What every other header stands on: how a call ends, where memory comes from, text.
 *
 * Every function that can fail returns an `enum jd_status`, takes a `struct jd_error *` last,
 * and touches no output unless it succeeds.
 *
 *     struct jd_error err = {0};
 *     if (jd_something(NULL, ..., &err) != JD_OK)
 *         die(err.message);
 *
 * Promise:   a message is one line, says what and where, and never holds a field's value.
 * Ownership: a `struct jd_error` is the caller's; NULL is fine where it is not wanted.
 * Threads:   nothing here has state.
 * Cost:      none.
 */
#ifndef JOINDER_BASE_H
#define JOINDER_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define JD_API __attribute__((visibility("default")))
#define JD_CHECK_RESULT __attribute__((warn_unused_result))
#define JD_PRINTF(nth, first) __attribute__((format(printf, nth, first)))
#else
#define JD_API
#define JD_CHECK_RESULT
#define JD_PRINTF(nth, first)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** How a call ended.  Values are frozen once released; new ones are added at the end. */
enum jd_status {
    JD_OK = 0,
    JD_E_NOMEM = 1,        /**< memory ran out */
    JD_E_ARG = 2,          /**< the caller broke a stated precondition */
    JD_E_INPUT = 3,        /**< foreign data is wrong */
    JD_E_IO = 4,           /**< the system could not read or write */
    JD_E_LIMIT = 5,        /**< a stated bound was reached */
    JD_E_DENIED = 6,       /**< authority says no */
    JD_E_NOT_FOUND = 7,    /**< no such file or record, as far as the asker may see */
    JD_E_CONFLICT = 8,     /**< it is there already, or held by another */
    JD_E_CANCELLED = 9,    /**< should_stop() said so */
    JD_E_CORRUPT = 10,     /**< our own stored bytes fail their check */
    JD_E_UNSUPPORTED = 11, /**< known, but not done by this build */
};

/** Size of a message with its final NUL. */
#define JD_MESSAGE_SIZE 252

/** A report of one failure, owned by the caller; `struct jd_error err = {0}` is empty. */
struct jd_error {
    enum jd_status status;         /**< what the call returned */
    char message[JD_MESSAGE_SIZE]; /**< one line of UTF-8: what and where, never a value */
};

/** One function does all memory work: grow, shrink and (to_size 0) free. */
struct jd_alloc {
    /** Return the block at its new size, or NULL and leave it as it was.  Any thread. */
    void *(*resize)(void *ctx, void *block, size_t from_size, size_t to_size);
    void *ctx; /**< passed to resize */
};

/** Borrowed UTF-8 text, not NUL-terminated. */
struct jd_str {
    const char *data; /**< may be NULL when size is 0 */
    size_t size;      /**< in bytes */
};

/** Called now and then by long work; true stops it with JD_E_CANCELLED. */
struct jd_progress {
    /** Told how far the work is; total is 0 while unknown.  Called by one thread at a time. */
    bool (*should_stop)(void *ctx, const char *what, uint64_t done, uint64_t total);
    void *ctx; /**< passed to should_stop */
};

/** The longest value of one field, in bytes. */
#define JD_LIMIT_CELL 65536u
/** The most items of one list. */
#define JD_LIMIT_LIST 1000u
/** The longest row, in bytes. */
#define JD_LIMIT_ROW 1048576u
/** Records of one kind are numbered below this; the number itself means "none". */
#define JD_NONE UINT32_MAX

/** The name of a status, such as "JD_E_INPUT"; "JD_E_UNKNOWN" for a number not in the list. */
JD_API const char *
jd_status_name(enum jd_status status);

/** The version of the library, such as "0.1.0". */
JD_API const char *
jd_version(void);

#ifdef __cplusplus
}
#endif
#endif
