/* SPDX-License-Identifier: Apache-2.0 */
/* platform.h - the one place of the command that knows POSIX. */
#ifndef JD_CLI_PLATFORM_H
#define JD_CLI_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Seconds since some moment. */
double
platform_seconds(void);

/* The most memory that this process held so far, in MiB. */
double
platform_peak_mb(void);

/* Is this stream (1 stdout, 2 stderr) a terminal, and how many columns has it? */
bool
platform_is_terminal(int stream);
int
platform_columns(void);

/* From here on Ctrl-C is asked for instead of ending the process; the second one ends it. */
void
platform_catch_interrupt(void);
bool
platform_was_interrupted(void);

/* The paths of what is in a folder, sorted by bytes; NULL when it cannot be read.  One block:
 * free() it. */
char **
platform_list(const char *folder, size_t *out_n);

bool
platform_is_folder(const char *path);
bool
platform_exists(const char *path);
/* Make a folder; true when it is there afterwards. */
bool
platform_make_folder(const char *path);
/* Remove a file or a folder with all in it, never following links; true when it is gone. */
bool
platform_remove(const char *path);
/* Put a file in another's place. */
bool
platform_rename(const char *from, const char *to);

#endif
