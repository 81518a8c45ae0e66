# SPDX-License-Identifier: Apache-2.0
"""What the tests of the verbs over plain files share: how the command is run, and refuses.

MARKER stands in the records of a test of refusals; no message may show it.
"""

import os
import subprocess

JOINDER = os.environ.get("JOINDER", "build/joinder")
MARKER = "Xyzzy-4711"


def run(*words):
    return subprocess.run([JOINDER, *map(str, words)], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)


def done(*words):
    ended = run(*words)
    assert ended.returncode == 0, ended.stderr
    return ended


def refused(code, said, *words):
    """It ends with this code and one line that says so, never with a value of the records."""
    ended = run(*words)
    assert ended.returncode == code, ended.stderr
    assert said in ended.stderr
    assert MARKER not in ended.stderr + ended.stdout
    assert len(ended.stderr.strip().splitlines()) == 1
    return ended.stderr
