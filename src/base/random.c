/* SPDX-License-Identifier: Apache-2.0 */
/* random.c - SplitMix64; integers and comparisons only, so that every machine agrees. */
#include "base/random.h"

static uint64_t
mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

uint64_t
jd__random_next(struct jd__random *random)
{
    random->state += 0x9E3779B97F4A7C15u;
    return mix(random->state);
}

uint64_t
jd__random_below(struct jd__random *random, uint64_t n)
{
    uint64_t limit = UINT64_MAX - UINT64_MAX % n; /* a whole number of n's: no bias */
    uint64_t drawn = jd__random_next(random);
    while (drawn >= limit)
        drawn = jd__random_next(random);
    return drawn % n;
}

double
jd__random_unit(struct jd__random *random)
{
    return (double)(jd__random_next(random) >> 11) * 0x1p-53;
}

void
jd__random_text(struct jd__random *random, const char *pattern, char *out)
{
    for (; *pattern != '\0'; pattern++, out++) {
        const char c = *pattern;
        if (c == 'A')
            *out = (char)('A' + jd__random_below(random, 26));
        else if (c == '0' || c == '#')
            *out = "0123456789ABCDEF"[jd__random_below(random, c == '0' ? 10 : 16)];
        else
            *out = c;
    }
    *out = '\0';
}

struct jd__random
jd__random_part(uint64_t seed, uint64_t number)
{
    return (struct jd__random){mix(seed ^ mix(number + 0x9E3779B97F4A7C15u))};
}
