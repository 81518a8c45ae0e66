/* SPDX-License-Identifier: Apache-2.0 */
/*
 * veto.c - entities that keep forbidden pairs apart.
 *
 * The plain entities that hold a forbidden pair are taken apart and built again from their own
 * pairs, strongest first, each union refused that would bring a forbidden pair together.
 *
 * Whether two entities may be one is asked for every pair, so it is one look into a set of
 * forbidden pairs of *names*.  An entity's name is one of its records.  When two become one, the
 * name of the side with more forbidden partners stays, and the partners of the other side are
 * entered under it: a partner is entered again at most log2(n_aparts) times.
 *
 * Invariant: for two live entities with the names p and q, (p, q) is in the set if and only if
 * a record of one is forbidden to a record of the other.  Pairs with a name that was given up
 * stay in the set; nobody asks for them.
 */
#include "cluster/clusters.h"

#include "base/alloc.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/sort.h"

#include <inttypes.h>

/* ---- a set of unordered pairs ---- */

struct pair_set {
    struct jd_alloc alloc;
    uint64_t *slots; /* capacity of them, 0 for none: the pair (0, 0) is never entered */
    size_t capacity; /* a power of two, or 0 */
    size_t n;
};

static uint64_t
key_of(uint32_t a, uint32_t b)
{
    return a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
}

/* The slot that holds the key, or the free one where it belongs. */
static size_t
slot_of(const struct pair_set *set, uint64_t key)
{
    size_t mask = set->capacity - 1;
    size_t slot = (size_t)jd__hash_pair(key, 0) & mask;
    while (set->slots[slot] != 0 && set->slots[slot] != key)
        slot = (slot + 1) & mask;
    return slot;
}

static bool
set_holds(const struct pair_set *set, uint64_t key)
{
    return set->capacity != 0 && set->slots[slot_of(set, key)] != 0;
}

static void
set_done(struct pair_set *set)
{
    jd__alloc_free(&set->alloc, set->slots, set->capacity * sizeof(*set->slots));
}

static enum jd_status
set_grow(struct pair_set *set, struct jd_error *err)
{
    struct pair_set more = *set;
    more.capacity = set->capacity != 0 ? set->capacity * 2 : 64;
    more.slots = jd__alloc_array(&set->alloc, 0, more.capacity, sizeof(*more.slots));
    if (more.slots == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu forbidden pairs", set->n);
    for (size_t i = 0; i < set->capacity; i++)
        if (set->slots[i] != 0)
            more.slots[slot_of(&more, set->slots[i])] = set->slots[i];
    set_done(set);
    *set = more;
    return JD_OK;
}

static enum jd_status
set_enter(struct pair_set *set, uint64_t key, struct jd_error *err)
{
    if (set->n * 2 >= set->capacity) {
        enum jd_status status = set_grow(set, err);
        if (status != JD_OK)
            return status;
    }
    size_t slot = slot_of(set, key);
    set->n += set->slots[slot] == 0;
    set->slots[slot] = key;
    return JD_OK;
}

/* ---- building again ---- */

/* One end of a forbidden pair: the record at the other end, in a list of its entity's. */
struct partner {
    uint32_t record;
    uint32_t next; /* index into partners, JD_NONE at the end */
};

/* What is known of an entity; of the record that is its root. */
struct side {
    uint32_t name;
    uint32_t first; /* index into partners, JD_NONE for none */
    uint32_t last;
    uint32_t n_partners;
};

struct rebuild {
    struct jd_clusters *c;
    bool *is_torn; /* by plain root: it holds a forbidden pair */
    struct side *sides;
    struct partner *partners;
    size_t n_partners;
    size_t n_room; /* for partners */
    struct jd_pair *pairs;
    size_t n_pairs;
    struct pair_set forbidden;
};

/* Mark the entities that hold a forbidden pair, and say how many such pairs there are. */
static size_t
find_torn(struct rebuild *b, const struct jd_apart *aparts, size_t n_aparts)
{
    const struct jd_clusters *c = b->c;
    size_t n = 0;
    for (size_t i = 0; i < n_aparts; i++) {
        struct jd_apart apart = aparts[i];
        if (c->parent[apart.a] != c->parent[apart.b])
            continue; /* no pairs connect them */
        b->is_torn[c->parent[apart.a]] = true;
        n++;
    }
    return n;
}

/* Is this one of the pairs that the torn entities are built again from? */
static bool
is_own_pair(const struct rebuild *b, const struct jd_pair *pair)
{
    return pair->score >= b->c->threshold && pair->a != pair->b &&
           b->is_torn[b->c->parent[pair->a]];
}

/* Copy the torn entities' pairs, smaller record first, and sort them. */
static enum jd_status
gather_pairs(
    struct rebuild *b, const struct jd_pair *pairs, size_t n_pairs, struct jd_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < n_pairs; i++)
        n += is_own_pair(b, &pairs[i]);
    b->pairs = jd__alloc_array(&b->c->alloc, 0, n, sizeof(*b->pairs));
    if (b->pairs == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu pairs", n);
    b->n_pairs = n;
    n = 0;
    for (size_t i = 0; i < n_pairs; i++) {
        if (!is_own_pair(b, &pairs[i]))
            continue;
        struct jd_pair pair = pairs[i];
        b->pairs[n].a = pair.a < pair.b ? pair.a : pair.b;
        b->pairs[n].b = pair.a < pair.b ? pair.b : pair.a;
        b->pairs[n++].score = pair.score;
    }
    return jd__sort(
        &b->c->alloc, b->pairs, n, sizeof(*b->pairs), jd__pair_is_stronger, NULL, err);
}

/*
 * Make every record of a torn entity an entity of its own.  Its root stays a root, so that
 * later members still find it.
 */
static void
take_apart(struct rebuild *b)
{
    struct jd_clusters *c = b->c;
    for (uint32_t r = 0; r < c->n_records; r++) {
        if (!b->is_torn[c->parent[r]] || c->parent[r] == r)
            continue;
        c->parent[r] = r;
        c->n_entities++;
    }
}

static void
add_partner(struct rebuild *b, uint32_t record, uint32_t partner)
{
    struct side *side = &b->sides[record];
    uint32_t at = (uint32_t)b->n_partners++;
    b->partners[at] = (struct partner){partner, side->first};
    if (side->first == JD_NONE)
        side->last = at;
    side->first = at;
    side->n_partners++;
}

/* Enter the forbidden pairs, each at both its ends. */
static enum jd_status
enter_aparts(struct rebuild *b, const struct jd_apart *aparts, size_t n_aparts,
    size_t n_torn, struct jd_error *err)
{
    if (n_torn >= JD_NONE / 2)
        return jd__fail(err, JD_E_LIMIT, "%zu forbidden pairs are too many", n_torn);
    b->partners = jd__alloc_array(&b->c->alloc, 0, 2 * n_torn, sizeof(*b->partners));
    if (b->partners == NULL)
        return jd__fail(err, JD_E_NOMEM, "no memory for %zu forbidden pairs", n_torn);
    b->n_room = 2 * n_torn;
    for (uint32_t r = 0; r < b->c->n_records; r++)
        b->sides[r] = (struct side){.name = r, .first = JD_NONE, .last = JD_NONE};
    for (size_t i = 0; i < n_aparts; i++) {
        struct jd_apart apart = aparts[i];
        if (b->c->parent[apart.a] != b->c->parent[apart.b])
            continue;
        enum jd_status status = set_enter(&b->forbidden, key_of(apart.a, apart.b), err);
        if (status != JD_OK)
            return status;
        add_partner(b, apart.a, apart.b);
        add_partner(b, apart.b, apart.a);
    }
    return JD_OK;
}

/* Make one of two entities that may be one; see the top for the names. */
static enum jd_status
unite(struct rebuild *b, uint32_t root_a, uint32_t root_b, struct jd_error *err)
{
    struct side more = b->sides[root_a], less = b->sides[root_b];
    if (more.n_partners < less.n_partners) {
        struct side swap = more;
        more = less;
        less = swap;
    }
    for (uint32_t at = less.first; at != JD_NONE; at = b->partners[at].next) {
        uint32_t root = jd__clusters_root(b->c, b->partners[at].record);
        uint64_t key = key_of(more.name, b->sides[root].name);
        enum jd_status status = set_enter(&b->forbidden, key, err);
        if (status != JD_OK)
            return status;
    }
    if (less.first != JD_NONE) {
        b->partners[less.last].next = more.first;
        more.first = less.first; /* more has a last one: it has no fewer than less */
        more.n_partners += less.n_partners;
    }
    b->sides[jd__clusters_unite(b->c, root_a, root_b)] = more;
    return JD_OK;
}

/* What is one from the start is so first. */
static enum jd_status
begin_again(struct rebuild *b, const struct jd_clusters *start, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (uint32_t r = 0; start != NULL && r < start->n_records && status == JD_OK; r++) {
        uint32_t root_a = jd__clusters_root(b->c, r);
        uint32_t root_b = jd__clusters_root(b->c, start->parent[r]);
        if (root_a != root_b)
            status = unite(b, root_a, root_b, err);
    }
    return status;
}

static enum jd_status
build_again(struct rebuild *b, struct jd_error *err)
{
    enum jd_status status = JD_OK;
    for (size_t i = 0; i < b->n_pairs && status == JD_OK; i++) {
        uint32_t root_a = jd__clusters_root(b->c, b->pairs[i].a);
        uint32_t root_b = jd__clusters_root(b->c, b->pairs[i].b);
        uint64_t names = key_of(b->sides[root_a].name, b->sides[root_b].name);
        if (root_a != root_b && !set_holds(&b->forbidden, names))
            status = unite(b, root_a, root_b, err);
    }
    return status;
}

/* What jd__clusters_connect() does once there is something to keep apart. */
static enum jd_status
rebuild_torn(struct rebuild *b, const struct jd_pair *pairs, size_t n_pairs,
    const struct jd_cluster_options *o, struct jd_error *err)
{
    size_t n_torn = find_torn(b, o->aparts, o->n_aparts);
    if (n_torn == 0)
        return JD_OK;
    enum jd_status status = gather_pairs(b, pairs, n_pairs, err);
    if (status == JD_OK)
        status = enter_aparts(b, o->aparts, o->n_aparts, n_torn, err);
    if (status != JD_OK)
        return status;
    take_apart(b);
    status = begin_again(b, o->start, err);
    return status == JD_OK ? build_again(b, err) : status;
}

enum jd_status
jd__clusters_connect(struct jd_clusters *c, const struct jd_pair *pairs, size_t n_pairs,
    const struct jd_cluster_options *o, struct jd_error *err)
{
    enum jd_status status = jd_clusters_add(c, pairs, n_pairs, err);
    if (status != JD_OK || o->n_aparts == 0)
        return status;
    struct rebuild b = {.c = c, .forbidden = {.alloc = c->alloc}};
    b.is_torn = jd__alloc_array(&c->alloc, 0, c->n_records, sizeof(*b.is_torn));
    b.sides = jd__alloc_array(&c->alloc, 0, c->n_records, sizeof(*b.sides));
    if (b.is_torn == NULL || b.sides == NULL) {
        status = jd__fail(err, JD_E_NOMEM, "no memory to keep records apart");
        goto done;
    }
    jd__clusters_flatten(c);
    status = rebuild_torn(&b, pairs, n_pairs, o, err);
done:
    set_done(&b.forbidden);
    jd__alloc_free_array(&c->alloc, b.pairs, 0, b.n_pairs, sizeof(*b.pairs));
    jd__alloc_free_array(&c->alloc, b.partners, 0, b.n_room, sizeof(*b.partners));
    jd__alloc_free_array(&c->alloc, b.sides, 0, c->n_records, sizeof(*b.sides));
    jd__alloc_free_array(&c->alloc, b.is_torn, 0, c->n_records, sizeof(*b.is_torn));
    return status;
}
