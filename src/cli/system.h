/* SPDX-License-Identifier: Apache-2.0 */
/* system.h - the one place of the command that knows POSIX. */
#ifndef JD_CLI_SYSTEM_H
#define JD_CLI_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Seconds since some moment. */
double
system_seconds(void);

/* The most memory that this process held so far, in MiB. */
double
system_peak_mb(void);

/* Is this stream (1 stdout, 2 stderr) a terminal, and how many columns has it? */
bool
system_is_terminal(int stream);
int
system_columns(void);

/* From here on Ctrl-C is asked for instead of ending the process; the second one ends it. */
void
system_catch_interrupt(void);
bool
system_was_interrupted(void);

/* Names in a folder, sorted by bytes, without . and ..; NULL when it cannot be read. */
char **
system_list(const char *path, size_t *out_n);
void
system_list_free(char **names, size_t n);

bool
system_is_folder(const char *path);
bool
system_exists(const char *path);
/* Make a folder; true when it is there afterwards. */
bool
system_make_folder(const char *path);
/* Remove a file or a folder with all in it, never following links; true when it is gone. */
bool
system_remove(const char *path);
/* Put a file in another's place. */
bool
system_rename(const char *from, const char *to);

#endif
