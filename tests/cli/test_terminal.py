# SPDX-License-Identifier: Apache-2.0
"""What a person at a terminal meets: help, tables, colours, progress, completion."""

import csv
import io
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import subprocess
import time

import pytest

JOINDER = str(pathlib.Path(os.environ.get("JOINDER", "build/joinder")).resolve())
AGENCIES = pathlib.Path(__file__).resolve().parents[1] / "data/two-agencies"
CHIEF = ("--as", "chief@records", "--purpose", "audit", "--now", "2018-06-01")
AGENCY = '{"id": "a", "name": "A", "kind": "police", "country": "US", "zone": "Asia/Jerusalem"}'
NAMES = ["Zoë", "Zoe\u0308", "王小明", "שרה כהן", "\x1b[31mred\x9b", "x" * 150 + "y" * 300]
BOLD = "\x1b[1m"


def run(*words, **options):
    return subprocess.run(
        [JOINDER, *map(str, words)], capture_output=True, stdin=subprocess.DEVNULL, **options
    )


def text_of(*words):
    ended = run(*words)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.decode()


VERBS = re.findall(r"^  (\w+) ", text_of("--help"), re.M)


def made(folder, *agencies):
    store = folder / "store"
    assert run("init", store, "--operator", "chief@records", "--now", "2018-06-01").returncode == 0
    assert run("ingest", store, *agencies, *CHIEF).returncode == 0
    assert run("resolve", store, *CHIEF).returncode == 0
    return store


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return made(tmp_path_factory.mktemp("two"), AGENCIES / "alpha-pd", AGENCIES / "beta-so")


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    """A store of names in other scripts, one record each, all in one case."""
    folder = tmp_path_factory.mktemp("scripts")
    agency = folder / "a"
    agency.mkdir()
    (agency / "agency.json").write_text(AGENCY)
    with open(agency / "person.csv", "w", newline="") as file:
        csv.writer(file).writerows([["id", "name"], *enumerate(NAMES)])
    return made(folder, agency)


def on_a_terminal(*words, env=(), until=None, seconds=30, columns=80):
    """What is written to a terminal, by a command that ends, or is stopped when it says so."""
    process, terminal = pty.fork()
    if process == 0:
        os.environ.update({"TERM": "xterm", "COLUMNS": str(columns)})
        os.environ.pop("NO_COLOR", None)
        os.environ.update(env)
        os.execv(words[0] if words[0].startswith("/") else JOINDER, [
            *(() if words[0].startswith("/") else [JOINDER]), *map(str, words)])
    text, end, stopped = b"", time.monotonic() + seconds, False
    while time.monotonic() < end and select.select([terminal], [], [], seconds)[0]:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:
            break  # the other end is closed
        text += chunk
        if not chunk:
            break
        if until and not stopped and re.search(until, text.decode(errors="replace")):
            os.kill(process, signal.SIGINT)
            stopped = True
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), text.decode()


# ---- help ------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", [["--help"], *[[verb, "--help"] for verb in VERBS]])
def test_help_fits_eighty_columns(words):
    text = text_of(*words)
    assert text.startswith("usage: joinder ")
    assert max(map(len, text.splitlines())) <= 80


def test_help_of_a_verb_is_asked_for_in_two_ways():
    assert text_of("help", "extend") == text_of("extend", "--help")
    assert text_of("help") == text_of("--help")
    assert run("help", "extent").returncode == 2


def test_the_version_is_one_line():
    assert re.fullmatch(r"joinder \d+\.\d+\.\d+\n", text_of("--version"))


@pytest.mark.parametrize("words, meant", [
    (["dedup"], "; dedupe is meant?"), (["completoin", "zsh"], "; completion is meant?"),
    (["frobnicate"], "; see joinder --help"), ([""], "; see joinder --help"),
    (["show", "s", "n", "--formt", "csv"], "no option --formt; --format is meant?"),
    (["show", "s", "n", "--threds=2"], "no option --threds; --threads is meant?"),
    (["show", "s", "n", "--frobnicate"], "no option --frobnicate; see joinder show --help"),
])
def test_what_is_mistyped_is_guessed_when_it_is_near(words, meant):
    ended = run(*words)
    message = ended.stderr.decode()
    assert ended.returncode == 2 and message.endswith(meant + "\n")
    assert message.count("\n") == 1


@pytest.mark.parametrize("option", ["--now", "--as-of", "--known-at"])
@pytest.mark.parametrize("day", ["soon", "2018-02-30", "2018-6-1", "2018-06-01T00:00", "", "-1",
                                 "0000-01-01", "2018-13-01"])
def test_a_day_is_a_day(store, option, day):
    who = [word for word in CHIEF if option != "--now" or word not in CHIEF[-2:]]
    ended = run("show", store, "alpha-pd/person/p1", *who, f"{option}={day}")
    assert ended.returncode == 2
    assert ended.stderr.decode() == f"joinder show: {option} takes a day, YYYY-MM-DD\n"


@pytest.mark.parametrize("option, value", [("--format", "xml"), ("--format", "tab"),
                                           ("--format", ""), ("--color", "yes")])
def test_a_choice_is_one_of_its_words(store, option, value):
    ended = run("show", store, "alpha-pd/person/p1", *CHIEF, option, value)
    assert ended.returncode == 2 and f"{option} is one of ".encode() in ended.stderr


@pytest.mark.parametrize("verb", ["predict", "cluster", "dedupe"])
def test_an_ending_that_cannot_be_written_is_told_before_the_work(verb):
    ended = run(verb, "/nowhere/x.csv", "--out", "x.xlsx",
                *(["--records", "/nowhere"] if verb == "cluster" else ["--model", "/nowhere"]))
    assert ended.returncode == 2 and b"x.xlsx: no known ending" in ended.stderr


# ---- a full disk behind stdout -----------------------------------------------------------------
@pytest.mark.parametrize("words", [
    ["--help"], ["--version"], ["show", "--help"], ["completion", "fish"],
    *[[verb, "STORE", *rest, *CHIEF, "--receipt", "/dev/null", "--format", form]
      for verb, *rest in (["show", "alpha-pd/person/p1"], ["search", "marlowe"],
                          ["why", "alpha-pd/person/p1", "beta-so/person/b1"],
                          ["extend", "alpha-pd/case/17-001"], ["reach", "alpha-pd/person/p1"],
                          ["resolve"], ["ingest", AGENCIES / "alpha-pd"])
      for form in ("table", "csv", "json")],
    ["check", "STORE"],
])
def test_a_full_stdout_is_told_by_every_verb(store, words):
    with open("/dev/full", "w") as full:
        ended = subprocess.run(
            [JOINDER, *(str(store) if word == "STORE" else str(word) for word in words)],
            stdout=full, stderr=subprocess.PIPE)
    assert ended.returncode == 74
    assert ended.stderr.count(b"\n") == 1 and b"could not be written" in ended.stderr


# ---- tables ----------------------------------------------------------------------------------
def columns_of(line):
    """Columns that a line takes, as an oracle for our own: marks none, the wide ones two."""
    import unicodedata

    return sum(0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else
               2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


# One width is enough where sanitizers make each run slow.
@pytest.mark.parametrize("columns", [
    72, *(pytest.param(wide, marks=pytest.mark.slow) for wide in (80, 120, 200))])
def test_tables_fit_the_terminal(scripts, store, columns):
    for place, *words in ((scripts, "search", "--field", "name=" + NAMES[2]),
                          *[(scripts, "show", f"a/person/{i}") for i in range(len(NAMES))],
                          (store, "show", "alpha-pd/person/p1"),
                          (store, "show", "alpha-pd/event/e2"),
                          (store, "why", "alpha-pd/person/p1", "beta-so/person/b1"),
                          (store, "ingest", AGENCIES / "alpha-pd"), (store, "resolve")):
        code, text = on_a_terminal(words[0], place, *words[1:], *CHIEF, "--receipt", "/dev/null",
                                   "--color", "never", columns=columns)
        assert code == 0, text
        assert max(map(columns_of, text.splitlines())) <= columns, text


def value_of(scripts, i, *options):
    """The line of the name of person i."""
    ended = run("show", scripts, f"a/person/{i}", *CHIEF, *options)
    return next(line for line in ended.stdout.decode().splitlines() if "name" in line
                and "value" not in line)


def test_columns_stand_below_each_other_in_any_script(scripts):
    for i, name in enumerate(NAMES[:4]):
        line = value_of(scripts, i, "--format", "table")
        assert name in line
    table = text_of("show", scripts, "a/person/1", *CHIEF, "--format", "table").splitlines()
    assert table[2].index("value") == table[4].index("Zoe")


def test_text_from_right_to_left_does_not_turn_the_cells_beside_it(scripts):
    assert "\u200e" + NAMES[3] + "\u200e" in value_of(scripts, 3, "--format", "table")
    assert "\u200e" not in value_of(scripts, 2, "--format", "table")
    assert "\u200e" not in value_of(scripts, 3, "--format", "csv")


def test_csv_is_data_in_a_file_and_harmless_on_a_terminal(scripts):
    rows = list(csv.reader(io.StringIO(text_of("show", scripts, "a/person/4", *CHIEF, "--format",
                                               "csv"), newline="")))
    assert rows[1] == ["records", "a/person/4", "name", NAMES[4]]
    code, seen = on_a_terminal("show", scripts, "a/person/4", *CHIEF, "--format", "csv")
    assert code == 0 and "?[31mred?" in seen and "\x1b" not in seen


def test_a_table_has_no_controls_wherever_it_goes(scripts):
    assert "?[31mred?" in value_of(scripts, 4, "--format", "table")


def test_a_long_cell_goes_on_below_and_is_cut_in_the_end(scripts):
    table = text_of("show", scripts, "a/person/5", *CHIEF, "--format", "table").splitlines()
    parts = [line[line.index("x" if "x" in line else "y"):] for line in table
             if line.endswith(("x", "y", "…"))]
    assert len(parts) == 4 and NAMES[5].startswith("".join(parts)[:-1])
    assert parts[3].endswith("y…")


def test_a_name_that_does_not_fit_goes_on_behind_its_slash(store):
    text = on_a_terminal("show", store, "alpha-pd/person/p1", *CHIEF, "--receipt", "/dev/null",
                         columns=40)[1]
    assert re.search(r"^  alpha-pd/ +\S.*\n  person/p1 *$", text.replace("\r", ""), re.M), text


# ---- colours ---------------------------------------------------------------------------------
def test_colours_are_for_terminals_and_can_be_turned_off(store):
    show = ("show", store, "alpha-pd/person/p1", *CHIEF, "--receipt", "/dev/null")
    assert BOLD in on_a_terminal(*show)[1]
    for env, options in (({"NO_COLOR": "1"}, ()), ({"TERM": "dumb"}, ()),
                         ({}, ("--color", "never")), ({}, ("--format", "csv"))):
        assert "\x1b" not in on_a_terminal(*show, *options, env=env)[1]
    assert BOLD in on_a_terminal(*show, "--color=always", env={"NO_COLOR": "1"})[1]
    assert BOLD in on_a_terminal(*show, env={"NO_COLOR": ""})[1]
    assert "\x1b" not in text_of(*show, "--format", "table")
    assert BOLD in text_of(*show, "--format", "table", "--color", "always")


# ---- progress --------------------------------------------------------------------------------
LINE = r"\rwriting the nation: \d+ % of \d+, [\d.]+/s, [\d a-z]+ left"


@pytest.mark.slow
def test_long_work_says_its_rate_and_the_time_left_on_a_terminal(tmp_path):
    code, text = on_a_terminal("synth", tmp_path / "n", "--people", "1000000", until=LINE)
    assert code == 130 and re.search(LINE, text)
    assert "\x1b" not in text
    assert text.splitlines()[-1].startswith("joinder synth: ")


def test_short_work_and_a_file_are_not_told_of_progress(tmp_path):
    start = time.monotonic()
    text = on_a_terminal("synth", tmp_path / "a", "--people", "100")[1]
    assert text == "" or time.monotonic() - start > 1
    with subprocess.Popen([JOINDER, "synth", tmp_path / "b", "--people", "1000000"],
                          stderr=subprocess.PIPE) as process:
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=60)[1]
    assert process.returncode == 130 and told.count(b"\n") == 1 and b"\r" not in told


# ---- completion ------------------------------------------------------------------------------
def completed_by_bash(script, line):
    """What bash itself offers at the end of the line."""
    ask = (f"source {script}; line={line!r}; read -ra COMP_WORDS <<<\"${{line//=/ = }}\"; "
           "[ \"${line: -1}\" != ' ' ] || COMP_WORDS+=(''); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
           "$(complete -p joinder | sed 's/.*-F \\([^ ]*\\).*/\\1/'); "
           "printf '%s\\n' \"${COMPREPLY[@]}\"")
    ended = subprocess.run(["bash", "--norc", "-c", ask], capture_output=True, text=True,
                           cwd=pathlib.Path(script).parent)
    assert ended.returncode == 0 and ended.stderr == ""
    return set(ended.stdout.split())


@pytest.fixture(scope="module")
def completion(tmp_path_factory):
    folder = tmp_path_factory.mktemp("completion")
    for shell in ("bash", "zsh", "fish"):
        (folder / shell).write_text(text_of("completion", shell))
    (folder / "here.csv").touch()
    return folder


def test_bash_completes_verbs_options_and_values(completion):
    script = completion / "bash"
    assert completed_by_bash(script, "joinder ") == {*VERBS, "--help", "--version"}
    assert completed_by_bash(script, "joinder ex") == {"extend", "explain"}
    assert completed_by_bash(script, "joinder extend store --to") == {"--to", "--top"}
    assert completed_by_bash(script, "joinder show x --format ") == {"table", "json", "csv"}
    assert completed_by_bash(script, "joinder show x --format=j") == {"json"}
    assert completed_by_bash(script, "joinder show x --format=") == {"table", "json", "csv"}
    assert completed_by_bash(script, "joinder completion ") >= {"bash", "zsh", "fish"}
    assert completed_by_bash(script, "joinder dedupe her") == {"here.csv"}
    assert completed_by_bash(script, "joinder dedupe x --out her") == {"here.csv"}
    assert completed_by_bash(script, "joinder dedupe x --min-weight ") == set()
    for verb in VERBS:
        options = set(re.findall(r"^  (--[a-z-]+)", text_of(verb, "--help"), re.M))
        assert completed_by_bash(script, f"joinder {verb} --") == options


def test_bash_completes_at_the_tab_key(completion):
    keys = f"source {completion}/bash\rjoinder sho\t--form\tc\t"
    shell, terminal = pty.fork()
    if shell == 0:
        os.environ.update({"TERM": "dumb", "PS1": "$ "})
        os.execv("/bin/bash", ["bash", "--norc", "--noprofile", "-i"])
    for key in keys:
        os.write(terminal, key.encode())
        time.sleep(0.2 if key == "\t" else 0.005)
    text, end = b"", time.monotonic() + 10
    while b"--format csv" not in text and time.monotonic() < end:
        if select.select([terminal], [], [], 1)[0]:
            text += os.read(terminal, 65536)
    os.kill(shell, signal.SIGKILL)
    os.close(terminal)
    os.waitpid(shell, 0)
    assert "joinder show --format csv" in text.decode()


def test_zsh_takes_its_script(completion):
    if shutil.which("zsh") is None:
        pytest.skip("no zsh here")
    ask = f"autoload -Uz compinit; compinit -D -u; source {completion}/zsh; print $_comps[joinder]"
    ended = subprocess.run(["zsh", "-f", "-c", ask], capture_output=True, text=True)
    assert (ended.stdout, ended.stderr) == ("_joinder\n", "")


def test_fish_completes_verbs_options_and_values(completion):
    if shutil.which("fish") is None:
        pytest.skip("no fish here")

    def completed(line):
        ask = f"source {completion}/fish; complete -C {line!r}"
        ended = subprocess.run(["fish", "--no-config", "-c", ask], capture_output=True, text=True,
                               cwd=completion, env={**os.environ, "HOME": str(completion)})
        assert ended.returncode == 0, ended.stderr
        return {offer.split("\t")[0] for offer in ended.stdout.splitlines()}

    assert completed("joinder ") == set(VERBS)
    assert completed("joinder show --form") == {"--format"}
    assert completed("joinder show --format ") == {"table", "json", "csv"}
    assert completed("joinder dedupe her") == {"here.csv"}
    assert completed("joinder completion ") == {"bash", "zsh", "fish"}
