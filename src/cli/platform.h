/* SPDX-License-Identifier: Apache-2.0 */
/* platform.h - platform*.c, the one place of the command that knows POSIX. */
#ifndef JD_CLI_PLATFORM_H
#define JD_CLI_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Seconds since some moment. */
double
platform_seconds(void);

/* Seconds of processors that this process took so far. */
double
platform_cpu_seconds(void);

/* The most memory that this process held so far, in MiB. */
double
platform_peak_mb(void);

/* The memory that there is for this process, in bytes: the machine's, or what a control group
 * leaves it; UINT64_MAX when neither says. */
uint64_t
platform_memory(void);

/* From here on memory runs out when the process has taken so many bytes more, or where the
 * user's own limit (ulimit -d) lies, if that is lower; false when the system cannot. */
bool
platform_wall_memory(uint64_t size);

/* Processors online, at least 1. */
uint32_t
platform_cpus(void);

/* Is this stream (1 stdout, 2 stderr) a terminal, and how many columns has it?  100 when
 * nothing says so; COLUMNS goes first. */
bool
platform_is_terminal(int stream);
int
platform_columns(int stream);

/* Do NO_COLOR and TERM leave it to us whether to colour? */
bool
platform_wants_colour(void);

/* Called once, before the other. */
void
platform_read_utf8(void);
/* One character at a text: its bytes, its code and its columns on a terminal, which are -1
 * for a control, for what the system does not know, and for a byte that is no UTF-8. */
size_t
platform_character(const char *text, uint32_t *out_code, int *out_columns);

/* A file that grows over the limit of the process fails to be written, as on a full disk, instead
 * of ending it with half a file. */
void
platform_outlive_file_limit(void);

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
