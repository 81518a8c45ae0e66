/* SPDX-License-Identifier: Apache-2.0 */
/* seen.c - what a name means to one asker: what she may not see is not there. */
#include "engine/asks.h"

#include "base/error.h"

enum jd_status
jd__case_events(const struct jd__view *view, uint32_t number, struct jd__buf *out_nodes,
    struct jd_error *err)
{
    const struct jd__hang *of = &view->facts->events_of_case;
    enum jd_status status = JD_OK;
    for (uint32_t i = of->starts[number]; status == JD_OK && i < of->starts[number + 1];
         i++) {
        uint32_t node = of->items[i] | JD__EVENT_BIT;
        if (jd__sees_event(view, of->items[i]))
            status = jd__buf_append(out_nodes, &node, 1, err);
    }
    if (status == JD_OK)
        status = jd__sort_nodes(view, out_nodes, err);
    return status;
}

/* A case is there when one of its events is seen. */
static bool
sees_case(const struct jd__view *view, uint32_t number)
{
    const struct jd__hang *of = &view->facts->events_of_case;
    for (uint32_t i = of->starts[number]; i < of->starts[number + 1]; i++)
        if (jd__sees_event(view, of->items[i]))
            return true;
    return false;
}

enum jd_status
jd__seen_name(const struct jd__view *view, struct jd_str text, struct jd__name *out_name,
    struct jd_error *err)
{
    struct jd__name name;
    enum jd_status status = jd__facts_name(view->facts, text, &name, err);
    if (status != JD_OK)
        return status;
    bool seen = false;
    if (name.kind == JD__NAME_RECORD)
        seen = jd__sees_record(view, name.number);
    else if (name.kind == JD__NAME_EVENT)
        seen = jd__sees_event(view, name.number);
    else
        seen = sees_case(view, name.number);
    if (!seen) /* the words of jd__facts_name(), for hidden and missing alike */
        return jd__fail(err, JD_E_NOT_FOUND, "no such record, event or case");
    *out_name = name;
    return JD_OK;
}
