# SPDX-License-Identifier: Apache-2.0
"""The checks themselves: each is shown a small tree with one thing wrong, and must say so."""
import importlib.util
import os
import pathlib
import signal
import subprocess
import sys
import time

import pytest

TOOLS = pathlib.Path(__file__).resolve().parents[2] / "tools"
HEADER = """/* SPDX-License-Identifier: Apache-2.0 */
/**
 * @file joinder/NAME
 *
 * Promise:   none.
 * Ownership: none.
 * Threads:   any.
 * Cost:      none.
 */
"""


def plant(root, files):
    """Write files, with what stands around them, as a repository."""
    around = {
        "include/joinder/base.h": HEADER.replace("NAME", "base.h"),
        "include/joinder/link.h": HEADER.replace("NAME", "link.h"),
        "src/base/alloc.h": "",
        "src/link/model.h": "",
        "src/cluster/forest.h": "",
    }
    for name, text in {**around, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)


def run(check, root):
    ran = subprocess.run([sys.executable, TOOLS / check, root], capture_output=True, text=True)
    return ran.returncode, ran.stdout


@pytest.mark.parametrize("files", [
    {"src/link/a.c": '#include <joinder/link.h>\n\n#include "base/alloc.h"\n'},
    {"src/link/a.c": '#include "link/model.h"\n#include <jansson.h>\n#include <string.h>\n'},
    {"src/cli/a.c": '#include "cli/b.h"\n#include <joinder/link.h>\n', "src/cli/b.h": ""},
    {"include/joinder/sql.h": "#include <joinder/base.h>\n"},
    {"src/io/a.c": "#include <duckdb.h>\n#include <unicode/uchar.h>\n"},
])
def test_includes_that_go_downwards_pass(tmp_path, files):
    plant(tmp_path, files)
    assert run("check_layers.py", tmp_path) == (0, "every include goes downwards\n")


@pytest.mark.parametrize("files, said", [
    ({"src/base/a.c": '#include "link/model.h"\n'}, "src/base/a.c:1: base/ (1) may not"),
    ({"src/link/a.c": '\n#include "cluster/forest.h"\n'}, "src/link/a.c:2: link/ (6) may not"),
    ({"src/base/a.c": "#include <joinder/link.h>\n"}, "base/ may not include joinder/link.h"),
    ({"src/base/a.c": '#include "joinder/base.h"\n'}, "write <joinder/...>"),
    ({"src/base/a.c": "#include <joinder/lost.h>\n"}, "there is no include/joinder/lost.h"),
    ({"src/link/a.c": '#include "../base/alloc.h"\n'}, "climbs out"),
    ({"src/link/a.c": '#include "model.h"\n'}, "names no folder"),
    ({"src/link/a.c": '#include "extra/x.h"\n'}, "extra/ is not in the table"),
    ({"src/extra/a.c": ""}, "src/extra/a.c: its folder is not in the table"),
    ({"src/loose.c": ""}, "src/loose.c: its folder is not in the table"),
    ({"src/link/a.c": '#include "base/lost.h"\n'}, "there is no src/base/lost.h"),
    ({"src/cli/a.c": '#include "base/alloc.h"\n'}, "public headers only"),
    ({"src/link/a.c": "#include <duckdb.h>\n"}, "<duckdb.h> is for io store only"),
    ({"src/data/a.c": "#  include  <jansson.h>\n"}, "<jansson.h> is for"),
    ({"include/joinder/base.h": "#include <joinder/link.h>\n"}, "base/ may not include"),
    ({"include/joinder/io.h": "#include <duckdb.h>\n"}, "<duckdb.h> is for"),
    ({"include/joinder/store.h": ""}, "store/ has no public header"),
    ({"src/base/a.c": "", "src/link/a.c": ""}, "has this name already"),
])
def test_includes_that_do_not_are_named(tmp_path, files, said):
    plant(tmp_path, files)
    code, output = run("check_layers.py", tmp_path)
    assert code == 1
    assert said in output


LICENCE = "/* SPDX-License-Identifier: Apache-2.0 */\n"


@pytest.mark.parametrize("name, text", [
    ("src/link/a.c", "/* free(x) and exit(1) */ const char *a = \"malloc(1)\"; o.free(x);\n"),
    ("src/cli/a.c", "printf(free(getenv(\"A\")));\n"),
    ("src/os/a.c", "#include <unistd.h>\nread(1, a, 2);\n"),
    ("src/base/alloc.c", "realloc(a, 2); free(a);\n"),
    ("src/link/a.c", "jd__alloc_free(a); my_free(a); x->close(y);\n"),
])
def test_words_in_their_place_pass(tmp_path, name, text):
    plant(tmp_path, {name: LICENCE + text})
    _, output = run("check_banned.py", tmp_path)
    assert name not in output


@pytest.mark.parametrize("name, text, said", [
    ("src/link/a.c", "free(x);\n", "src/link/a.c:2: free() has no place here"),
    ("src/os/a.c", "malloc(1);\n", "malloc() has no place here"),
    ("src/engine/a.c", "\nexit (1);\n", "src/engine/a.c:3: exit()"),
    ("src/link/a.c", "#include <unistd.h>\n", "<unistd.h> is for os/"),
    ("src/link/a.c", "#include <sys/stat.h>\n", "<sys/stat.h> is for os/"),
    ("src/link/a.c", "fopen(a, b);\n", "fopen() has no place here"),
    ("src/link/a.c", "#define _GNU_SOURCE\n", "the platform is os/'s concern"),
    ("src/link/a.c", "/* TO" "DO */\n", "a mark of unfinished work"),
])
def test_banned_words_are_named(tmp_path, name, text, said):
    plant(tmp_path, {name: LICENCE + text})
    code, output = run("check_banned.py", tmp_path)
    assert code == 1
    assert said in output


def test_a_file_without_licence_is_named(tmp_path):
    plant(tmp_path, {"src/link/a.c": "int a;\n"})
    assert "src/link/a.c: no SPDX-License-Identifier line" in run("check_banned.py", tmp_path)[1]


@pytest.mark.parametrize("text, said", [
    (HEADER.replace(" * Threads:   any.\n", ""), "its head does not say"),
    (HEADER.replace("Promise:", "Cost:"), "its head does not say"),
    (HEADER + "\nJD_API void\njd_a(void);\n/** One. */\nJD_API int\njd_b(void);\n",
     "base.h:11: no comment above: JD_API void"),
    (HEADER + "\nstruct jd_a {\n    int b;\n};\n", "no comment above: struct jd_a {"),
    (HEADER.replace("joinder/NAME", "joinder/other.h"), "no line `@file joinder/base.h`"),
])
def test_what_is_public_and_undocumented_is_named(tmp_path, text, said):
    plant(tmp_path, {"include/joinder/base.h": text.replace("NAME", "base.h")})
    code, output = run("check_docs.py", tmp_path)
    assert code == 1
    assert said in output


def test_a_link_to_nothing_is_named(tmp_path):
    plant(tmp_path, {"README.md": "[a](src/base) [b](lost.md#part) [c](mailto:x)\n"})
    assert run("check_docs.py", tmp_path)[1] == "README.md: a link to lost.md, which is not there\n"


FAKE = """#!/bin/sh
case "$*" in
    --help) echo "  show  Show." ;;
    *) echo "  --case N  a case" ;;
esac
"""


@pytest.mark.parametrize("page, said", [
    ("*--case* _N_\n", ""), ("", "--case of `joinder show --help` is missing"),
    ("*--case* _N_\n\n*--lost*\n", "--lost is not in `joinder show --help`"),
    (None, "no manual page docs/man/joinder-show.1.scd")])
def test_a_page_and_its_verbs_help_name_the_same_options(tmp_path, page, said):
    plant(tmp_path, {} if page is None else {"docs/man/joinder-show.1.scd": page})
    (tmp_path / "joinder").write_text(FAKE)
    (tmp_path / "joinder").chmod(0o755)
    ran = subprocess.run([sys.executable, TOOLS / "check_docs.py", tmp_path, tmp_path / "joinder"],
                         capture_output=True, text=True)
    assert said in ran.stdout and ran.returncode == bool(said)


def test_a_function_too_long_or_too_branched_is_named(tmp_path):
    long = "int\nlong_one(int a)\n{\n" + "    a++;\n" * 80 + "    return a;\n}\n"
    branched = "int\nbranched(int a)\n{\n" + "    if (a)\n    a++;\n" * 20 + "    return a;\n}\n"
    plant(tmp_path, {"src/base/a.c": long + branched, "src/base/b.h": "\n" * 500,
                     "src/base/c_table.c": "\n" * 2000})
    code, output = run("check_sizes.py", tmp_path)
    assert code == 1
    assert "long_one: lines" in output
    assert "branched: complexity 21, at most 15" in output
    assert "src/base/b.h: lines in the file 500, at most 400" in output
    assert "c_table" not in output


# ---- the runner of all of them ----
@pytest.fixture
def runner(tmp_path):
    spec = importlib.util.spec_from_file_location("check", TOOLS / "check.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.LOGS = tmp_path
    return module


def is_gone(pid):
    """Ended, or about to: a process that is killed needs a moment."""
    state = pathlib.Path(f"/proc/{pid}/stat")
    for _ in range(100):
        if not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.1)
    return False


def test_a_check_that_says_nothing_is_stopped_with_all_that_it_began(runner, tmp_path):
    command = f"sleep 60 & echo $! >{tmp_path}/pid; wait"
    seconds, passed, failed = runner.run(runner.Check("silent", command, silence=1))
    assert (passed, failed) == (0, 1)
    assert seconds < 30
    assert "stopped after 1 seconds without a word" in (tmp_path / "silent.log").read_text()
    assert is_gone(int((tmp_path / "pid").read_text()))


def test_a_check_that_goes_on_may_take_its_time(runner):
    command = "for i in 1 2 3 4 5; do sleep 1; echo $i; done"
    assert runner.run(runner.Check("slow", command, silence=3))[1:] == (1, 0)


def test_the_end_of_a_check_is_its_exit_code(runner):
    assert runner.run(runner.Check("bad", "echo once; exit 3"))[1:] == (0, 1)
    assert runner.run(runner.Check("good", "true"))[1:] == (1, 0)


def test_what_was_begun_ends_with_the_runner(runner, tmp_path):
    pid = tmp_path / "pid"
    program = ("import importlib.util as u, pathlib, signal, sys\n"
               f"s = u.spec_from_file_location('check', {str(TOOLS / 'check.py')!r})\n"
               "m = u.module_from_spec(s)\ns.loader.exec_module(m)\n"
               f"m.LOGS = pathlib.Path({str(tmp_path)!r})\n"
               "signal.signal(signal.SIGTERM, m.stop_all)\n"
               f"m.CHECKS[:] = [m.Check('x', 'echo $$ >{pid}; sleep 60')]\n"
               "sys.argv[1:] = ['full']\nm.main()\n")
    with subprocess.Popen([sys.executable, "-c", program]) as process:
        while not (pid.exists() and pid.read_text().strip()):
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(30) == 130
    assert is_gone(int(pid.read_text()))
