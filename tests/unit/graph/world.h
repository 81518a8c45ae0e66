/* SPDX-License-Identifier: Apache-2.0 */
/*
 * world.h - small worlds of facts for the tests of graph/, written as lines of text.
 *
 *     event AGENCY/ID KIND DAY|- [CASE;AGENCY/case/NUMBER]     an event, its day, its cases
 *     role AGENCY/KIND/ID ROLE AGENCY/EVENT                    a part in it
 *     tie KIND END END [FROM|- [UNTIL|-]]                      END: A/KIND/ID or A/event/ID
 *     link AGENCY/KIND/ID AGENCY/KIND/ID PROBABILITY [possible]
 *     must AGENCY/KIND/ID AGENCY/KIND/ID
 *     same AGENCY/EVENT AGENCY/EVENT                           the two are one; the first names it
 *     public AGENCY/place/ID
 *     grade AGENCY/KIND/ID LETTERS                             such as B2
 *     hide AGENCY/KIND/ID or role number                       not in the view
 *
 * What is named is made.  Entities are the components of joined links and must-links.
 */
#ifndef JD_TEST_WORLD_H
#define JD_TEST_WORLD_H

#include "graph/graph.h"

struct world {
    struct jd__facts *facts;
    struct jd__view *view;
    uint32_t *of_record;
    uint32_t *anchors;
    struct jd__hang *members;
    uint32_t *same_event;
    uint32_t *next_event;
    struct jd__joined joined;
    struct jd__graph *graph;
};

/* Lines end at a NULL.  as_of "2017-05-01" or NULL. */
struct world
world_make(const char *const *lines, const char *as_of);

void
world_free(struct world *world);

struct jd__name
world_name(const struct world *world, const char *name);

/*
 * Chains as text, one a line:  pd/event/a1 arrestee pd/person/p=fbi/person/q holder pd/event/s
 * The caller frees it.  options NULL: defaults.
 */
char *
world_extend(
    const struct world *world, const char *start, const struct jd__extend_options *options);

/* The one line that says all: "" when nothing is shown. */
#define assert_chains(world, start, expected)           \
    do {                                                \
        char *text_ = world_extend(world, start, NULL); \
        assert_string_equal(text_, expected);           \
        free(text_);                                    \
    } while (0)

#endif
