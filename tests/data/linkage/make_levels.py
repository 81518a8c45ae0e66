#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write levels.json: pairs of values, and the level that each meets, by plain definitions.

What a level means is written here once more, in Python and without DuckDB, from what its
functions are said to do: texts are bytes where DuckDB's are, characters where they are not, and
null is neither true nor false.  tests/cli/test_levels.py asks joinder, tests/peers asks Splink.
"""
import datetime
import json
import math
import pathlib
import re

N = '"{0}_l" IS NULL OR "{0}_r" IS NULL'


# ---- functions, on bytes ---------------------------------------------------------------------
def levenshtein(a, b):
    a, b = a.encode(), b.encode()
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]


def damerau(a, b):
    """With transpositions that may be edited between (Lowrance and Wagner)."""
    a, b = a.encode(), b.encode()
    far = len(a) + len(b)
    d = {(-1, -1): far}
    for i in range(len(a) + 1):
        d[i, -1], d[i, 0] = far, i
    for j in range(len(b) + 1):
        d[-1, j], d[0, j] = far, j
    last = {}
    for i in range(1, len(a) + 1):
        here = 0
        for j in range(1, len(b) + 1):
            k, m = last.get(b[j - 1], 0), here
            cost = a[i - 1] != b[j - 1]
            if not cost:
                here = j
            d[i, j] = min(d[i - 1, j - 1] + cost, d[i, j - 1] + 1, d[i - 1, j] + 1,
                          d[k - 1, m - 1] + (i - k - 1) + 1 + (j - m - 1))
        last[a[i - 1]] = i
    return d[len(a), len(b)]


def jaro(a, b):
    a, b = a.encode(), b.encode()
    if not a or not b:
        return 0.0
    window = max(max(len(a), len(b)) // 2 - 1, 0)
    taken, left = [False] * len(b), []
    for i, x in enumerate(a):
        for j in range(max(0, i - window), min(len(b), i + window + 1)):
            if not taken[j] and b[j] == x:
                taken[j] = True
                left.append(x)
                break
    right = [y for y, is_taken in zip(b, taken, strict=True) if is_taken]
    m = len(left)
    if m == 0:
        return 0.0
    t = sum(x != y for x, y in zip(left, right, strict=True)) // 2
    return (m / len(a) + m / len(b) + (m - t) / m) / 3


def jaro_winkler(a, b):
    likeness, prefix = jaro(a, b), 0
    for x, y in zip(a.encode()[:4], b.encode()[:4], strict=False):
        if x != y:
            break
        prefix += 1
    return likeness + prefix * 0.1 * (1 - likeness) if likeness > 0.7 else likeness


def jaccard(a, b):
    a, b = set(a.encode()), set(b.encode())
    return len(a & b) / len(a | b)


# ---- functions, on other things --------------------------------------------------------------
def day(text):
    """try_strptime(text, '%Y-%m-%d'), for what is tried here."""
    found = re.fullmatch(r"(\d{1,4})-(\d{1,2})-(\d{1,2})", text.strip())
    try:
        return datetime.datetime(*map(int, found.groups()),
                                 tzinfo=datetime.timezone.utc).timestamp() if found else None
    except ValueError:
        return None


def moment(text):
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(
            tzinfo=datetime.timezone.utc).timestamp()
    except ValueError:
        return None


def kilometres(a, b):
    (x, y), (z, w) = ([math.radians(part) for part in place] for place in (a, b))
    cosine = math.sin(x) * math.sin(z) + math.cos(x) * math.cos(z) * math.cos(w - y)
    return math.acos(max(-1, min(1, cosine))) * 6371


def shared(a, b):
    return len({x for x in a if x is not None} & {x for x in b if x is not None})


def cut(pattern, text):
    """NULLIF(regexp_extract(text, pattern), '')."""
    found = re.search(pattern, text, re.ASCII)
    return found.group(0) if found and found.group(0) else None


def same(x, y):
    """x = y of SQL: None when one of them is null."""
    return None if x is None or y is None else x == y


def both(*truths):
    return False if False in truths else None if None in truths else True


def either(*truths):
    return True if True in truths else None if None in truths else False


def negated(truth):
    return None if truth is None else not truth


# ---- groups of levels ------------------------------------------------------------------------
GROUPS = []


def group(name, columns, levels, cases, null=None):
    """levels: [(SQL, meaning)], the null level first unless null is False; the meaning takes l, r.

    A case is (l, r): a value of the one column, or a tuple of all.
    """
    first = columns.split()[0].split(":")[0]
    if null is None:
        null = (N.format(first), lambda a, b: a is None or b is None)
    made = []
    for a, b in cases:
        gamma = 0
        if null and null[1](a, b) is True:
            gamma = -1
        else:
            for i, (_, means) in enumerate(levels):
                if means(a, b) is True:
                    gamma = len(levels) - i
                    break
        made.append([list(x) if isinstance(x, tuple) else [x] for x in (a, b)] + [gamma])
    GROUPS.append({"name": name, "columns": dict(c.split(":") for c in columns.split()),
                   "null": null[0] if null else None, "levels": [sql for sql, _ in levels],
                   "cases": made})


EXACT = ('"x_l" = "x_r"', same)
NFD = "e\u0301"
WORDS = [("martha", "marhta"), ("dixon", "dicksonx"), ("dwayne", "duane"), ("jones", "johnson"),
         ("abc", "xyz"), ("", "a"), ("", ""), ("a", "a"), ("a", "b"), ("José", "Jose"),
         ("é", "è"), ("müller", "mueller"), ("smith", "smiht"), ("ab", "ba"), ("ca", "abc"),
         ("crate", "trace"), ("aaaaaaaaaa", "aaaaaaaaab"), (None, "a"), ("a", None), (None, None),
         ("robert", "rob"), ("éa", "aé"), ("abcdefghijklmnop", "abcdefghijklmnpo")]
group("exact", "x:VARCHAR", [EXACT], [
    ("a", "a"), ("a", "b"), ("A", "a"), ("a ", "a"), ("", ""), ("", None), (None, None),
    ("é", "é"), ("é", NFD), ("ß", "ss"), ("007", "7"), ("a'b", "a'b"), ("%", "a"), ("İ", "i")])
group("levenshtein", "x:VARCHAR", [
    EXACT, ('levenshtein("x_l", "x_r") <= 1', lambda a, b: levenshtein(a, b) <= 1),
    ('levenshtein("x_l", "x_r") <= 2', lambda a, b: levenshtein(a, b) <= 2)],
    [*WORDS, ("kitten", "sitting"), ("", "ab"), ("", "é")])
group("damerau_levenshtein", "x:VARCHAR", [
    EXACT, ('damerau_levenshtein("x_l", "x_r") <= 1', lambda a, b: damerau(a, b) <= 1),
    ('damerau_levenshtein("x_l", "x_r") <= 2', lambda a, b: damerau(a, b) <= 2)],
    [*WORDS, ("abcd", "badc"), ("ca", "ac"), ("1971-06-24", "1971-06-42")])
group("jaro", "x:VARCHAR", [
    EXACT, ('jaro_similarity("x_l", "x_r") >= 0.9', lambda a, b: jaro(a, b) >= 0.9),
    ('jaro_similarity("x_l", "x_r") >= 0.7', lambda a, b: jaro(a, b) >= 0.7)], WORDS)
group("jaro_winkler", "x:VARCHAR", [
    EXACT, *[(f'jaro_winkler_similarity("x_l", "x_r") >= {t}',
              lambda a, b, t=t: jaro_winkler(a, b) >= t) for t in (0.92, 0.88, 0.7)]], WORDS)
group("jaccard", "x:VARCHAR", [
    *[(f'jaccard("x_l", "x_r") >= {t}', lambda a, b, t=t: jaccard(a, b) >= t)
      for t in (0.9, 0.5)]],
    [("abc", "cba"), ("abc", "abd"), ("abc", "xyz"), ("é", "è"), ("aab", "ab"), (None, "a"),
     ("abcdefghi", "abcdefghij")])
group("difference", "x:BIGINT", [
    ('ABS("x_l" - "x_r") <= 2', lambda a, b: abs(a - b) <= 2),
    ('ABS("x_l" - "x_r") <= 5', lambda a, b: abs(a - b) <= 5)],
    [(1, 3), (3, 1), (1, 4), (-3, 3), (0, 0), (10, 5), (10, 4), (None, 1)])
group("percentage", "x:DOUBLE", [
    (f'(ABS("x_l" - "x_r") / (CASE WHEN "x_r" > "x_l" THEN "x_r" ELSE "x_l" END)) < {p}',
     lambda a, b, p=p: None if max(a, b) == 0 else abs(a - b) / max(a, b) < p)
    for p in (0.1, 0.25)],
    [(100.0, 95.0), (95.0, 100.0), (100.0, 90.0), (90.0, 100.0), (100.0, 75.0), (100.0, 75.5),
     (0.0, 0.0), (0.0, 1.0), (-1.0, -2.0), (None, 1.0), (1.0, 1.0)])
SECONDS = 'ABS(EPOCH({0}("x_l"{1})) - EPOCH({0}("x_r"{1}))) <= {2}'
group("days as text", "x:VARCHAR", [
    EXACT, *[(SECONDS.format("try_strptime", ", '%Y-%m-%d'", s),
              lambda a, b, s=s: abs(day(a) - day(b)) <= s)
             for s in (2629800.0, 31557600.0, 315576000.0)]],
    [("2000-01-01", "2000-01-01"), ("2000-01-01", "2000-01-31"), ("2000-01-01", "2000-02-01"),
     ("2000-01-01", "2000-12-31"), ("2000-01-01", "2001-01-02"), ("1999-12-31", "2009-12-31"),
     ("1999-12-31", "2010-01-03"), ("2020-02-30", "2020-02-28"), ("2020-13-01", "2020-12-01"),
     ("", "2020-12-01"), (None, "2020-12-01"), ("2020-1-3", "2020-01-03"), ("nonsense", "x"),
     (" 2020-01-03", "2020-01-03"), ("2020-01-03T00:00:00", "2020-01-03")],
    null=("try_strptime(\"x_l\", '%Y-%m-%d') IS NULL OR try_strptime(\"x_r\", '%Y-%m-%d') IS NULL",
          lambda a, b: None in (a, b) or day(a) is None or day(b) is None))
group("days", "x:DATE", [
    EXACT, *[(SECONDS.format("", "", s), lambda a, b, s=s: abs(day(a) - day(b)) <= s)
             for s in (86400.0, 2629800.0)]],
    [("2000-01-01", "2000-01-01"), ("2000-01-01", "2000-01-02"), ("2000-03-01", "2000-02-28"),
     ("2000-01-01", "2000-01-31"), ("2000-01-01", "2000-02-01"), (None, "2000-01-01"),
     ("1969-12-31", "1970-01-01")])
group("times as text", "x:VARCHAR", [
    (SECONDS.format("try_strptime", ", '%Y-%m-%dT%H:%M:%SZ'", s),
     lambda a, b, s=s: None if None in (moment(a), moment(b)) else abs(moment(a) - moment(b)) <= s)
    for s in (3600.0, 86400.0)],
    [("2000-01-01T00:00:00Z", "2000-01-01T01:00:00Z"),
     ("2000-01-01T00:00:00Z", "2000-01-01T01:00:01Z"),
     ("2000-01-01T23:59:59Z", "2000-01-02T00:00:00Z"),
     ("2000-01-01T00:00:00Z", "2000-01-03T00:00:00Z"), ("2000-01-01", "2000-01-01"),
     (None, "2000-01-01T00:00:00Z")])
X = ("(sin(radians(lat_l)) * sin(radians(lat_r)) + cos(radians(lat_l)) * cos(radians(lat_r)) * "
     "cos(radians(long_r - long_l)))")
KM = f"cast(acos(case when {X} > 1 then 1 when {X} < -1 then -1 else {X} end) * 6371 as float) <= "
group("kilometres", "lat:DOUBLE long:DOUBLE", [
    (KM + str(t), lambda a, b, t=t: None if None in a + b else kilometres(a, b) <= t)
    for t in (1, 10, 100)],
    [((51.5, -0.1), (51.5, -0.1)), ((51.5, -0.1), (51.505, -0.1)), ((51.5, -0.1), (51.55, -0.1)),
     ((51.5, -0.1), (52.0, -0.1)), ((51.5, -0.1), (53.5, -2.2)), ((0.0, 180.0), (0.0, -180.0)),
     ((90.0, 0.0), (90.0, 77.0)), ((90.0, 0.0), (-90.0, 0.0)), ((None, 0.0), (1.0, 1.0)),
     ((1.0, None), (1.0, 1.0))],
    null=(N.format("lat"), lambda a, b: a[0] is None or b[0] is None))
INTERSECT = 'array_length(list_intersect("x_l", "x_r")) >= '
group("lists that intersect", "x:VARCHAR[]", [
    (INTERSECT + str(k), lambda a, b, k=k: shared(a, b) >= k) for k in (3, 1)],
    [(["a", "b", "c"], ["c", "b", "a"]), (["a", "b"], ["b"]), (["a"], ["b"]), ([], ["a"]),
     ([], []), (None, ["a"]), (["a", "a", "a"], ["a", "a", "a"]), ([None], [None]),
     (["a", None, "b", "c"], ["c", None, "a", "b"]), (["é"], ["è"])])
LEAST = 'LEAST(ARRAY_LENGTH("x_l"), ARRAY_LENGTH("x_r"))'
group("a list within another", "x:VARCHAR[]", [
    (f'{LEAST} <> 0 AND ARRAY_LENGTH(ARRAY_INTERSECT("x_l", "x_r")) = {LEAST}',
     lambda a, b: min(len(a), len(b)) != 0 and shared(a, b) == min(len(a), len(b)))],
    [(["a", "b"], ["b", "a", "c"]), (["a", "d"], ["a", "b", "c"]), ([], ["a"]), ([], []),
     (["a"], ["a"]), (["a", "a"], ["a", "b", "c"]), (None, ["a"])])
PAIRS = ('list_{0}(list_transform(flatten(list_transform("all_l", x -> list_transform("all_r", y '
         "-> [x, y]))), pair -> {1}(pair[1], pair[2]))) ")
group("likest items", "all:VARCHAR[]", [
    (PAIRS.format("max", "jaro_winkler_similarity") + ">= 0.9",
     lambda a, b: max((jaro_winkler(x, y) for x in a for y in b), default=0) >= 0.9),
    (PAIRS.format("min", "levenshtein") + "<= 2",
     lambda a, b: min((levenshtein(x, y) for x in a for y in b), default=9) <= 2)],
    [(["martha", "x"], ["marhta"]), (["abc"], ["abd", "zzzz"]), (["abc"], ["xyz"]), ([], ["a"]),
     (None, ["a"]), (["ab"], ["ba"])])
group("reversed", "a:VARCHAR b:VARCHAR", [
    ('"a_l" = "b_r" AND "a_r" = "b_l"',
     lambda x, y: both(same(x[0], y[1]), same(y[0], x[1]))),
    ('"a_l" = "b_r"', lambda x, y: same(x[0], y[1])),
    ('("a_l" = "a_r") OR ("b_l" = "b_r")',
     lambda x, y: either(same(x[0], y[0]), same(x[1], y[1])))],
    [(("jo", "sam"), ("sam", "jo")), (("jo", "sam"), ("max", "jo")), (("jo", "sam"), ("jo", "x")),
     (("jo", None), ("x", "jo")), (("jo", None), ("jo", None)), (("jo", None), ("x", None)),
     ((None, "sam"), ("x", "sam")), ((None, None), (None, None)), (("jo", "sam"), ("a", "b"))],
    null=False)
group("literals", "x:VARCHAR n:BIGINT", [
    ("\"x_l\" = 'York' AND \"x_r\" = 'York'",
     lambda a, b: both(same(a[0], "York"), same(b[0], "York"))),
    ("\"x_l\" = 'York'", lambda a, b: same(a[0], "York")),
    ("\"x_r\" = 'it''s'", lambda a, b: same(b[0], "it's")),
    ('"n_l" = CAST(3 AS INT)', lambda a, b: same(a[1], 3)),
    ('"n_l" BETWEEN 10 AND 20 AND "n_r" IN (1, 2)',
     lambda a, b: both(None if a[1] is None else 10 <= a[1] <= 20,
                       None if b[1] is None else b[1] in (1, 2)))],
    [(("York", 1), ("York", 1)), (("York", 1), ("york", 1)), (("x", 1), ("it's", 1)),
     (("x", 3), ("x", 4)), (("x", 10), ("x", 2)), (("x", 20), ("x", 3)), (("x", 21), ("x", 1)),
     ((None, 3), ("York", 1)), ((None, None), (None, None)), (("x", None), ("x", 1))], null=False)
group("and, or, not", "x:VARCHAR y:VARCHAR", [
    ('("x_l" = "x_r") AND NOT ("y_l" = "y_r")',
     lambda a, b: both(same(a[0], b[0]), negated(same(a[1], b[1])))),
    ('NOT ("x_l" = "x_r" OR "y_l" = "y_r")',
     lambda a, b: negated(either(same(a[0], b[0]), same(a[1], b[1])))),
    ('("x_l" = "x_r") IS NULL', lambda a, b: same(a[0], b[0]) is None),
    ('"x_l" IS NOT DISTINCT FROM "x_r"', lambda a, b: a[0] == b[0])],
    [(("a", "b"), ("a", "c")), (("a", "b"), ("a", "b")), (("a", "b"), ("c", "d")),
     (("a", None), ("a", "b")), (("a", None), ("b", "b")), ((None, "a"), ("b", "c")),
     ((None, "a"), (None, "a")), ((None, None), (None, None)), (("", "a"), ("", "a"))], null=False)
NAMES = 'jaro_winkler_similarity("{0}_l", "{0}_r") >= {1}'


def near(i, t):
    return lambda x, y: None if None in (x[i], y[i]) else jaro_winkler(x[i], y[i]) >= t


group("forename and surname", "fn:VARCHAR sn:VARCHAR", [
    ('("fn_l" = "fn_r") AND ("sn_l" = "sn_r")',
     lambda x, y: both(same(x[0], y[0]), same(x[1], y[1]))),
    ('"fn_l" = "sn_r" AND "fn_r" = "sn_l"', lambda x, y: both(same(x[0], y[1]), same(y[0], x[1]))),
    *[(f"({NAMES.format('fn', t)}) AND ({NAMES.format('sn', t)})",
       lambda x, y, t=t: both(near(0, t)(x, y), near(1, t)(x, y))) for t in (0.92, 0.88)],
    ('"sn_l" = "sn_r"', lambda x, y: same(x[1], y[1])),
    ('"fn_l" = "fn_r"', lambda x, y: same(x[0], y[0]))],
    [(("maria", "lopez"), ("maria", "lopez")), (("maria", "lopez"), ("lopez", "maria")),
     (("martha", "lopez"), ("marhta", "lopez")), (("maria", "lopez"), ("mario", "lopes")),
     (("maria", "lopez"), ("ann", "lopez")), (("maria", "lopez"), ("maria", "smith")),
     (("maria", None), ("maria", "smith")), ((None, "lopez"), ("ann", "lopez")),
     ((None, None), ("ann", "lopez")), ((None, "lopez"), ("ann", None)),
     (("maria", "lopez"), ("ann", "smith"))],
    null=('("fn_l" IS NULL OR "fn_r" IS NULL) AND ("sn_l" IS NULL OR "sn_r" IS NULL)',
          lambda x, y: None in (x[0], y[0]) and None in (x[1], y[1])))
REGEX = "NULLIF(regexp_extract(\"x_{1}\", '{0}', 0), '')"


def alike(pattern):
    return (REGEX.format(pattern, "l") + " = " + REGEX.format(pattern, "r"),
            lambda a, b: same(cut(pattern, a), cut(pattern, b)))


group("email", "x:VARCHAR", [
    EXACT, alike("^[^@]+"),
    ('jaro_winkler_similarity("x_l", "x_r") >= 0.88', lambda a, b: jaro_winkler(a, b) >= 0.88),
    (f"jaro_winkler_similarity({REGEX.format('^[^@]+', 'l')}, {REGEX.format('^[^@]+', 'r')}) "
     ">= 0.88", lambda a, b: None if None in (cut("^[^@]+", a), cut("^[^@]+", b)) else
     jaro_winkler(cut("^[^@]+", a), cut("^[^@]+", b)) >= 0.88)],
    [("jo@x.org", "jo@x.org"), ("jo@x.org", "jo@y.com"), ("jo.smith@x.org", "jo.smiht@x.org"),
     ("martha@aaaaaaaaaaaaaaa.org", "marhta@zzz.com"), ("@x.org", "@x.com"), ("@x.org", "@q"),
     ("jo", "jo@x.org"), ("", ""), ("", "jo@x.org"), (None, "jo@x.org"), ("a@b", "z@q")])
AREA = "^[A-Za-z]{1,2}"
POST = [f"{AREA}[0-9][A-Za-z0-9]? [0-9][A-Za-z]{{2}}$", f"{AREA}[0-9][A-Za-z0-9]? [0-9]",
        f"{AREA}[0-9][A-Za-z0-9]?", AREA]
group("postcode", "x:VARCHAR", [EXACT, *map(alike, POST[1:])],
      [("SW1A 1AA", "SW1A 1AA"), ("SW1A 1AA", "SW1A 1AB"), ("SW1A 1AA", "SW1A 2AA"),
       ("SW1A 1AA", "SW2 1AA"), ("SW1A 1AA", "N1 9GU"), ("SW1A 1AA", "sw1a 1aa"),
       ("SW1A1AA", "SW1A 1AA"), ("", "SW1A 1AA"), ("1", "2"), (None, "SW1A 1AA"), ("N1 9GU", "N1")])
group("postcode that is valid", "x:VARCHAR", [EXACT],
      [("SW1A 1AA", "SW1A 1AA"), ("SW1A 1AA", "N1 9GU"), ("SW1A", "SW1A"), ("SW1A 1AA\n", "N1 9GU"),
       (None, "SW1A 1AA"), ("N1 9GU", "x N1 9GU")],
      null=(f"{REGEX.format(POST[0], 'l')} IS NULL OR {REGEX.format(POST[0], 'r')} IS NULL",
            lambda a, b: None in (a, b) or None in (
                cut(POST[0].replace("$", r"\Z"), a), cut(POST[0].replace("$", r"\Z"), b))))
group("parts and cases", "x:VARCHAR", [
    ('LOWER("x_l") = LOWER("x_r") AND "x_l" <> "x_r"',
     lambda a, b: a != b and a.lower() == b.lower()),
    ('SUBSTRING("x_l", 1, 3) = SUBSTRING("x_r", 1, 3)', lambda a, b: a[:3] == b[:3]),
    ("NULLIF(\"x_l\", 'none') = \"x_r\"", lambda a, b: same(None if a == "none" else a, b)),
    ('length("x_l") = length("x_r") AND strlen("x_l") <> strlen("x_r")',
     lambda a, b: len(a) == len(b) and len(a.encode()) != len(b.encode())),
    ("\"x_l\" || '!' = \"x_r\"", lambda a, b: a + "!" == b)],
    [("ÉA", "éa"), ("a", "A"), ("abcd", "abce"), ("éàxy", "éàxz"), ("none", "none"), ("no", "none"),
     ("éa", "xa"), ("ab", "xa"), ("q", "q!"), ("", ""), (None, "a"), ("", "abc")])
group("first and last item", "x:VARCHAR[]", [
    ('"x_l"[1] = "x_r"[1]', lambda a, b: same(*[(x or [None])[0] for x in (a, b)])),
    ('"x_l"[-1] = "x_r"[-1]', lambda a, b: same(*[(x or [None])[-1] for x in (a, b)]))],
    [(["a", "b"], ["a", "c"]), (["a", "b"], ["c", "b"]), (["a"], ["b"]), ([], ["a"]), ([], []),
     ([None, "b"], [None, "b"]), (None, ["a"])])
group("order", "x:VARCHAR y:DOUBLE", [
    ('"x_l" < "x_r"', lambda a, b: None if None in (a[0], b[0]) else
     a[0].encode() < b[0].encode()),
    ('"y_l" >= "y_r"', lambda a, b: None if None in (a[1], b[1]) else a[1] >= b[1])],
    [(("a", 1.0), ("b", 2.0)), (("z", 1.0), ("é", 1.0)), (("Z", 1.0), ("a", 0.0)),
     (("b", 2.0), ("a", 1.0)), (("b", 1.0), ("a", 2.0)), (("", 0.0), ("a", 0.0)),
     ((None, -0.0), ("a", 0.0)), ((None, None), (None, None)), (("a", 1.0), ("a ", 0.0))],
    null=False)

if __name__ == "__main__":
    print(sum(len(made["cases"]) for made in GROUPS), "cases in", len(GROUPS), "groups")
    lines = []
    for made in GROUPS:
        cases = ",\n   ".join(json.dumps(case, ensure_ascii=False) for case in made.pop("cases"))
        head = json.dumps(made, ensure_ascii=False, indent=1)[:-2]
        lines.append(f'{head},\n "cases": [\n   {cases}]}}')
    (pathlib.Path(__file__).parent / "levels.json").write_text("[" + ",\n".join(lines) + "]\n")
