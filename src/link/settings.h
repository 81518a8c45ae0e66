/* SPDX-License-Identifier: Apache-2.0 */
/* settings.h - reading members of a JSON object whose every key must be known. */
#ifndef JD_LINK_SETTINGS_H
#define JD_LINK_SETTINGS_H

#include <joinder/base.h>

#include <jansson.h>

/* Parse a whole text as one JSON object (json_decref it); only its position is worded. */
enum jd_status
jd__settings_load(struct jd_str text, json_t **out_object, struct jd_error *err);

/* Is every key of an object in the list, which ends in NULL?  The first other one is named. */
enum jd_status
jd__settings_keys(const json_t *object, const char *const *known, struct jd_error *err);

/* A member, or what *out_value is already when it is not there or null. */
enum jd_status
jd__settings_text(
    const json_t *object, const char *key, const char **out_value, struct jd_error *err);
enum jd_status
jd__settings_bool(
    const json_t *object, const char *key, bool *out_value, struct jd_error *err);
enum jd_status
jd__settings_real(
    const json_t *object, const char *key, double *out_value, struct jd_error *err);

/* A number from 0 to 1. */
enum jd_status
jd__settings_probability(
    const json_t *object, const char *key, double *out_value, struct jd_error *err);

/* An array (borrowed), or NULL when it is not there or null. */
enum jd_status
jd__settings_array(
    const json_t *object, const char *key, const json_t **out_value, struct jd_error *err);

#endif
