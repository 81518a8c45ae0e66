/* SPDX-License-Identifier: Apache-2.0 */
/* box_files.c - names of tables to files of a folder, and to nothing outside. */
#include "io/box_files.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "io/source.h"

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
same(struct jd_str a, struct jd_str b)
{
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++)
        if (lower(a.data[i]) != lower(b.data[i]))
            return false;
    return true;
}

bool
jd__box_files_same(const char *a, const char *b)
{
    return same(jd__str(a), jd__str(b));
}

static bool
ends_with(struct jd_str text, const char *ending)
{
    size_t size = strlen(ending);
    return text.size > size && memcmp(text.data + text.size - size, ending, size) == 0;
}

struct jd_str
jd__box_files_stem(const char *file)
{
    struct jd_str stem = jd__str(file);
    if (ends_with(stem, ".gz"))
        stem.size -= 3;
    else if (ends_with(stem, ".zst"))
        stem.size -= 4;
    size_t dot = stem.size;
    while (dot > 1 && stem.data[dot - 1] != '.')
        dot--;
    if (dot > 1)
        stem.size = dot - 1;
    return stem;
}

bool
jd__box_files_is_text(const char *file)
{
    struct jd_str name = jd__str(file);
    return ends_with(name, ".txt") || ends_with(name, ".txt.gz") ||
           ends_with(name, ".txt.zst");
}

enum jd_status
jd__box_files_list(const struct jd_alloc *alloc, const char *folder,
    struct jd__box_files *out_files, struct jd_error *err)
{
    struct jd__box_files files = {.alloc = jd__alloc_or_default(alloc)};
    char *real = NULL;
    enum jd_status status = jd__path_real(alloc, folder, &real, err);
    if (status != JD_OK)
        return status;
    size_t size = strlen(real);
    files.folder = jd__alloc_array(alloc, 0, size + 2, 1);
    if (files.folder == NULL) {
        status = jd__fail(err, JD_E_NOMEM, "no memory for a folder's name");
    } else {
        memcpy(files.folder, real, size);
        files.folder[size] = '/';
        status = jd__folder_list(alloc, real, &files.names, err);
    }
    jd__alloc_free(alloc, real, size + 1);
    if (status != JD_OK) {
        jd__box_files_done(&files);
        return status;
    }
    *out_files = files;
    return JD_OK;
}

void
jd__box_files_done(struct jd__box_files *files)
{
    jd__names_done(&files->names);
    if (files->folder != NULL)
        jd__alloc_free(&files->alloc, files->folder, strlen(files->folder) + 1);
    *files = (struct jd__box_files){.folder = NULL};
}

/* Folder and name as one path; free with its length + 1. */
static char *
path_of(const struct jd__box_files *files, const char *file)
{
    size_t before = strlen(files->folder);
    size_t size = strlen(file);
    char *path = jd__alloc_array(&files->alloc, 0, before + size + 1, 1);
    if (path == NULL)
        return NULL;
    memcpy(path, files->folder, before);
    memcpy(path + before, file, size);
    return path;
}

enum jd_status
jd__box_files_check(
    const struct jd__box_files *files, const char *file, struct jd_error *err)
{
    if (strchr(file, '/') != NULL)
        return jd__fail(err, JD_E_DENIED, "%s: not a file of this folder", file);
    char *path = path_of(files, file);
    if (path == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a file's name");
    enum jd__path_kind kind = jd__path_kind(path, false);
    jd__alloc_free(&files->alloc, path, strlen(path) + 1);
    if (kind == JD__PATH_NONE)
        return jd__fail(err, JD_E_NOT_FOUND, "%s: no such file", file);
    if (kind != JD__PATH_FILE)
        return jd__fail(
            err, JD_E_DENIED, "%s: a link or no plain file: it is not followed", file);
    return JD_OK;
}

enum jd_status
jd__box_files_find(const struct jd__box_files *files, const char *table,
    const char **out_file, struct jd_error *err)
{
    const char *whole = NULL;
    const char *stem = NULL;
    size_t n_stems = 0;
    for (size_t i = 0; i < files->names.n; i++) {
        const char *name = files->names.names[i];
        if (jd__format_of(name) == JD__FORMAT_NONE)
            continue;
        if (jd__box_files_same(name, table))
            whole = name;
        if (same(jd__box_files_stem(name), jd__str(table))) {
            stem = name;
            n_stems++;
        }
    }
    const char *file = whole != NULL ? whole : stem;
    if (file == NULL)
        return jd__fail(err, JD_E_NOT_FOUND, "no file or WITH named %s", table);
    if (whole == NULL && n_stems > 1)
        return jd__fail(
            err, JD_E_INPUT, "%zu files named %s: write the ending too", n_stems, table);
    enum jd_status status = jd__box_files_check(files, file, err);
    if (status == JD_OK)
        *out_file = file;
    return status;
}

enum jd_status
jd__box_files_load(const struct jd__box_files *files, const char *file, size_t max,
    char **out_text, size_t *out_size, struct jd_error *err)
{
    enum jd_status status = jd__box_files_check(files, file, err);
    if (status != JD_OK)
        return status;
    char *path = path_of(files, file);
    if (path == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for a file's name");
    status = jd__file_read(&files->alloc, path, max, out_text, out_size, err);
    jd__alloc_free(&files->alloc, path, strlen(path) + 1);
    return status;
}
