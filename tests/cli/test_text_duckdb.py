# SPDX-License-Identifier: Apache-2.0
"""The comparators of joinder/text.h against DuckDB's own functions, bit for bit."""
import ctypes
import os
import pathlib
import random
import struct

import duckdb
import pytest

pytestmark = pytest.mark.slow  # sanitizers have the unit tests of what this runs

BUILD = pathlib.Path(os.environ.get("JOINDER", "build/joinder")).parent
LIBRARY = BUILD / "src/libjoinder.so"
PAIRS = 100_000
ALPHABETS = ["ab", "aeinrst", "abcdefghijklmnopqrstuvwxyz '-", "aeéèüñçøß", "ИванПетров",
             "王小明😀e"]
FUNCTIONS = ("levenshtein damerau_levenshtein jaro_similarity jaro_winkler_similarity "
             "jaccard").split()


class Str(ctypes.Structure):
    _fields_ = [("data", ctypes.c_char_p), ("size", ctypes.c_size_t)]


@pytest.fixture(scope="module")
def library():
    try:
        return ctypes.CDLL(str(LIBRARY.resolve()))
    except OSError as error:  # a sanitizer's build cannot be loaded into python
        pytest.skip(str(error))


def edited(text, letters, rng):
    letters_of = list(text)
    for _ in range(rng.randrange(6)):
        at = rng.randrange(len(letters_of) + 1)
        edit = rng.randrange(4)
        if edit == 0:
            letters_of.insert(at, rng.choice(letters))
        elif at < len(letters_of) and edit == 1:
            del letters_of[at]
        elif at < len(letters_of) and edit == 2:
            letters_of[at] = rng.choice(letters)
        elif at + 1 < len(letters_of):
            letters_of[at], letters_of[at + 1] = letters_of[at + 1], letters_of[at]
    return "".join(letters_of)


def make_pairs(n, seed):
    """Texts of 0 to 200 characters, most of them names; half the pairs are edited copies."""
    rng = random.Random(seed)
    pairs = []
    for _ in range(n):
        letters = rng.choice(ALPHABETS)
        longest = rng.choice([4, 12, 12, 20, 70, 200])
        a = "".join(rng.choices(letters, k=rng.randrange(longest + 1)))
        b = "".join(rng.choices(letters, k=rng.randrange(longest + 1)))
        pairs.append((a, edited(a, letters, rng) if rng.random() < 0.5 else b))
    return pairs


@pytest.fixture(scope="module")
def pairs():
    return make_pairs(PAIRS, 20)


@pytest.fixture(scope="module")
def theirs(pairs, tmp_path_factory):
    """What each of DuckDB's functions says of each pair."""
    path = tmp_path_factory.mktemp("text") / "pairs.tsv"
    # A mark before each text, so that an empty one is not taken for null.
    path.write_text("".join(f"={a}\t={b}\n" for a, b in pairs))
    calls = ", ".join(f"{f}(a, b)" if f != "jaccard" else
                      "case when a <> '' and b <> '' then jaccard(a, b) end" for f in FUNCTIONS)
    rows = duckdb.connect(config={"threads": 1}).execute(
        f"select {calls} from (select a[2:] a, b[2:] b from read_csv('{path}', delim='\t', "
        "quote='', escape='', header=false, columns={a: 'varchar', b: 'varchar'}))").fetchall()
    assert len(rows) == PAIRS
    return dict(zip(FUNCTIONS, zip(*rows, strict=True), strict=True))


def by_joinder(library, name, number, pairs, head=()):
    """The results in order; None where the function fails."""
    function = getattr(library, name)
    function.argtypes = [ctypes.c_void_p] * len(head) + [Str, Str, ctypes.c_void_p,
                                                         ctypes.c_void_p]
    out, found = number(), []
    for a, b in pairs:
        a, b = a.encode(), b.encode()
        status = function(*head, Str(a, len(a)), Str(b, len(b)), ctypes.byref(out), None)
        found.append(out.value if status == 0 else None)
    return found


def differences(ours, theirs):
    """Where two lists differ, by the bits of doubles."""
    def bits(x):
        return struct.pack("d", x) if isinstance(x, float) else x
    return [i for i in range(PAIRS) if bits(ours[i]) != bits(theirs[i])]


@pytest.mark.slow
@pytest.mark.parametrize("function, name, head", [
    ("levenshtein", "jd_levenshtein", ()),
    ("damerau_levenshtein", "jd_damerau_levenshtein", (None,)),
])
def test_distances_are_duckdbs(library, pairs, theirs, function, name, head):
    ours = by_joinder(library, name, ctypes.c_uint32, pairs, head)
    assert differences(ours, theirs[function]) == []


@pytest.mark.slow
@pytest.mark.parametrize("function, name", [
    ("jaro_similarity", "jd_jaro"),
    ("jaro_winkler_similarity", "jd_jaro_winkler"),
    ("jaccard", "jd_jaccard"),  # fails for an empty text, where DuckDB ends the query
])
def test_similarities_are_duckdbs_to_the_last_bit(library, pairs, theirs, function, name):
    ours = by_joinder(library, name, ctypes.c_double, pairs)
    assert differences(ours, theirs[function]) == []


def test_jaccard_of_an_empty_text_is_an_error_in_duckdb_too():
    with pytest.raises(duckdb.Error):
        duckdb.sql("select jaccard('', 'a')").fetchall()
