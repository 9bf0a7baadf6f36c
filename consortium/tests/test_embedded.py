"""The embedded server as its users see it: each user here is a process of its own, told what to do by its stdin."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from consortium import embedded

ROOT = Path(__file__).resolve().parents[2]

USER_PROCESS = """
import json, os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from consortium import embedded
import psycopg2

def answer(line):
    verb, _, rest = line.partition(" ")
    if verb == "start":
        return embedded.start(Path(rest))
    if verb == "fork":  # a child that lives on when its parent has ended, until the pipe `rest` is written
        if os.fork() == 0:
            open(rest).read()
            sys.exit()
        return "forked"
    server = embedded.start(Path(sys.argv[2]))
    connection = psycopg2.connect(
        dbname=server["NAME"], user=server["USER"], host=server["HOST"], port=server["PORT"])
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(line)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()

for line in sys.stdin:
    try:
        print(json.dumps({"ok": answer(line.strip())}), flush=True)
    except embedded.EmbeddedDatabaseError as error:
        print(json.dumps({"error": str(error)}), flush=True)
"""


class User:
    """A process that uses the server of one checkout."""

    def __init__(self, checkout, **environment):
        self.checkout = checkout
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER_PROCESS, str(ROOT), str(checkout)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | environment,
        )

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def hear(self):
        """The answer to what was said; "ok" or "error"."""
        return json.loads(self.process.stdout.readline())

    def ask(self, line):
        """The result of `start`, `fork` or a statement of SQL."""
        self.say(line)
        answer = self.hear()
        assert "ok" in answer, answer["error"]
        return answer["ok"]

    def start(self):
        return self.ask(f"start {self.checkout}")

    def server_pid(self):
        return int((embedded.cluster_dir(self.checkout) / "postmaster.pid").read_text().split()[0])

    def kill_server(self):
        pid = self.server_pid()
        os.kill(pid, signal.SIGKILL)
        assert ends(pid)

    def end(self):
        """Ends in order, as a command does."""
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()

    def kill(self):
        """Ends like a crash: `kill -9`."""
        self.process.kill()
        self.end()


@pytest.fixture
def folder():
    """An empty folder that all users of the machine can reach (pytest closes its own to others)."""
    path = Path(tempfile.mkdtemp(prefix="embedded-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def template():
    """A checkout whose cluster is made and whose server has stopped."""
    with tempfile.TemporaryDirectory(prefix="embedded-") as path:
        one = User(Path(path))
        one.start()
        one.end()
        yield Path(path)


@pytest.fixture
def made(folder, template):
    """Gives `folder` a cluster, for tests of what comes after the first start (making one takes more than a second)."""
    subprocess.run(["cp", "-a", template / "var", folder / "var"], check=True)


@pytest.fixture
def user(folder):
    """`user()` → a new process that uses the server of `folder`; `user(checkout)` of another one."""
    with contextlib.ExitStack() as stack:

        def new(checkout=folder, **environment):
            one = User(checkout, **environment)
            stack.callback(one.end)
            return one

        yield new


def alive(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def ends(pid, seconds=20):
    """Whether the process ends within that time."""
    deadline = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not alive(pid)


def watchers(checkout):
    wanted = ["consortium.embedded", str(embedded.cluster_dir(checkout))]
    return [one for one in psutil.process_iter(["cmdline"]) if (one.info["cmdline"] or [])[-2:] == wanted]


def test_processes_side_by_side_share_one_server_which_stops_with_the_last(user, folder):
    first, second, third = users = [user() for _ in range(3)]
    for one in users:  # all at once, and there is no cluster yet
        one.say(f"start {folder}")
    answers = [one.hear()["ok"] for one in users]
    pid = first.server_pid()

    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["HOST"] == str(folder / "var" / "postgres")
    assert [one.ask("SELECT 1") for one in users] == [[[1]]] * 3

    first.end()
    second.end()
    assert third.ask("SELECT 1") == [[1]]
    assert alive(pid)

    third.end()
    assert not alive(pid)  # at once: when the command is over, so is its server
    assert not (folder / "var" / "postgres" / "postmaster.pid").exists()


def test_database_speaks_utf8_sorts_by_code_point_and_keeps_utc_whatever_the_environment_says(user):
    one = user(LANG="xx_XX.nowhere", LC_ALL="xx_XX.nowhere", TZ="Asia/Tokyo", PGPORT="1", PGDATA="/nowhere")

    one.start()

    columns = "datname, pg_encoding_to_char(encoding), datlocprovider, datlocale, current_setting('timezone')"
    found = one.ask(f"SELECT {columns} FROM pg_database WHERE datname = current_database()")
    assert found == [["career_goals", "UTF8", "b", "C.UTF-8", "UTC"]]
    assert one.ask("SELECT lower('ÉCOLE')") == [["école"]]


@pytest.mark.usefixtures("made")
def test_a_dropped_database_is_made_again_by_the_next_process(user):
    one, another = user(), user()
    server = one.start()
    psql = [embedded.bin_dir() / "psql", "-qh", server["HOST"], "-U", server["USER"], "postgres"]
    subprocess.run([*psql, "-c", f"DROP DATABASE {server['NAME']}"], check=True)

    assert another.ask("SELECT 1") == [[1]]


@pytest.mark.usefixtures("made")
def test_a_killed_user_keeps_the_server_from_nobody_and_for_nobody(user):
    killed, other = user(), user()
    killed.start()
    other.start()
    pid = other.server_pid()

    killed.kill()
    assert other.ask("SELECT 1") == [[1]]
    other.end()
    assert not alive(pid)

    again = user()
    assert again.ask("SELECT 1") == [[1]]


@pytest.mark.usefixtures("made")
def test_server_stops_after_its_last_user_was_killed(user, folder):
    one = user()
    one.start()
    pid, [watcher] = one.server_pid(), watchers(folder)

    one.kill()

    assert ends(pid)
    assert ends(watcher.pid)


@pytest.mark.usefixtures("made")
def test_server_left_by_killed_user_and_killed_watcher_stops_with_the_next_user(user, folder):
    one = user()
    one.start()
    pid = one.server_pid()
    for watcher in watchers(folder):
        watcher.kill()
    one.kill()
    assert alive(pid)

    following = user()
    following.start()
    assert following.server_pid() == pid
    following.end()
    assert not alive(pid)


@pytest.mark.usefixtures("made")
def test_forked_child_keeps_the_server_when_its_parent_has_ended(user, folder):
    one = user()
    one.start()
    pid = one.server_pid()
    os.mkfifo(folder / "pipe")
    one.ask(f"fork {folder / 'pipe'}")

    one.end()
    time.sleep(0.5)
    assert alive(pid)

    (folder / "pipe").write_text("end")
    assert ends(pid)


@pytest.mark.usefixtures("made")
def test_killed_server_is_recovered_with_its_data_by_the_next_start_and_by_those_still_running(user):
    running = user()
    running.start()
    running.ask("CREATE TABLE kept AS SELECT 42 AS number")
    running.kill_server()

    following = user()
    assert following.ask("SELECT number FROM kept") == [[42]]
    assert running.ask("SELECT number FROM kept") == [[42]]

    running.kill_server()
    assert running.ask("SELECT number FROM kept") == [[42]]


@pytest.mark.usefixtures("made")
def test_number_of_a_killed_server_that_is_a_strangers_now_does_not_mislead(user, folder):
    one = user()
    one.start()
    one.kill_server()
    one.kill()
    remembered = folder / "var" / "postgres" / "postmaster.pid"
    _, *rest = remembered.read_text().splitlines(keepends=True)
    remembered.write_text("".join([f"{os.getpid()}\n", *rest]))

    assert user().ask("SELECT 1") == [[1]]


def test_start_killed_in_the_middle_leaves_nothing_that_disturbs(user, folder):
    for seconds in (0.3, 1.0):  # in initdb, or in the start of the server
        killed = user()
        killed.say(f"start {folder}")
        time.sleep(seconds)
        killed.kill()

    one = user()
    assert one.ask("SELECT 1") == [[1]]
    one.end()
    assert not (folder / "var" / "postgres" / "postmaster.pid").exists()
    assert sorted(path.name for path in (folder / "var").iterdir()) == ["postgres", "postgres.start", "postgres.users"]


@pytest.mark.usefixtures("made")
def test_removed_var_is_a_new_beginning_and_its_server_ends(user, folder):
    before = user()
    before.start()
    pid = before.server_pid()
    shutil.rmtree(folder / "var")

    after = user()
    assert after.ask("SELECT 1") == [[1]]
    assert not alive(pid)
    before.end()
    assert after.ask("SELECT 1") == [[1]]


def test_two_checkouts_do_not_meet_even_if_one_is_a_copy_of_the_other_while_it_runs(user, folder):
    one = user(folder / "one")
    one.start()
    one.ask("CREATE TABLE mine ()")
    one.ask("CHECKPOINT")
    subprocess.run(["cp", "-r", folder / "one", folder / "two"], check=True)

    two = user(folder / "two")
    two.ask("DROP TABLE mine")

    assert two.server_pid() != one.server_pid()
    assert one.ask("SELECT count(*) FROM mine") == [[0]]
    two.end()
    assert one.ask("SELECT count(*) FROM mine") == [[0]]


def test_very_long_path_has_its_socket_elsewhere_where_nobody_else_can_enter(user, folder):
    deep = folder / "/".join(["a-rather-long-name"] * 12)
    deep.mkdir(parents=True)
    one = user(deep)

    socket_folder = Path(one.start()["HOST"])
    one.kill_server()

    assert one.start()["HOST"] == str(socket_folder)  # the same after a crash
    assert socket_folder.stat().st_mode & 0o777 == 0o700
    assert one.ask("SHOW data_directory") == [[f"{deep}/var/postgres"]]
    one.end()
    assert not socket_folder.exists()


def test_path_with_spaces_has_its_cluster_in_the_users_data_folder_and_says_where(user, folder, monkeypatch):
    checkout = folder / "career goals (new)"
    checkout.mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    cluster = embedded.cluster_dir(checkout)

    one = user(checkout)

    assert one.start()["HOST"] == str(cluster)
    assert cluster.parent.parent == folder / "data" / "career-goals"
    assert cluster.parent.name.startswith("career-goals-new--")
    assert str(cluster) in (checkout / "var" / "WHERE-IS-THE-DATABASE.txt").read_text()


def test_checkouts_of_one_name_have_clusters_of_their_own(folder, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))

    assert embedded.cluster_dir(folder / "a b" / "goals") != embedded.cluster_dir(folder / "c d" / "goals")


@pytest.mark.parametrize("name", ["my goals", "it's", 'say "goals"', "$HOME", "a,b", "a;b", "tab\there"])
def test_no_cluster_where_a_shell_or_a_list_would_take_the_path_apart(folder, monkeypatch, name):
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    assert embedded.cluster_dir(folder / name).is_relative_to(folder / "career-goals")

    monkeypatch.setenv("XDG_DATA_HOME", str(folder / name))
    with pytest.raises(embedded.EmbeddedDatabaseError, match=r"Set XDG_DATA_HOME .* or DATABASE_URL"):
        embedded.cluster_dir(folder / name)


PLAIN_USER = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from consortium import embedded
import psycopg2

roots, mine, number = Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
theirs = embedded.start(roots)
if os.fork() == 0:  # loaded as root, because a plain user may not be allowed to read root's Python
    os.setgroups([])
    os.setgid(number)
    os.setuid(number)
    server = embedded.start(mine)
    psycopg2.connect(dbname=server["NAME"], user=server["USER"], host=server["HOST"]).close()
    try:
        embedded.start(roots)
    except embedded.EmbeddedDatabaseError as error:
        print(error)
    print("runs as", mine.joinpath("var", "postgres", "postmaster.pid").stat().st_uid)
    sys.exit()
os.wait()
psycopg2.connect(dbname=theirs["NAME"], user=theirs["USER"], host=theirs["HOST"]).close()
print("root's still runs")
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become a plain user")
def test_plain_user_and_root_have_their_checkouts_side_by_side_and_the_others_is_refused(folder):
    nobody = 65534
    mine = folder / "plain"
    mine.mkdir()
    os.chown(mine, nobody, nobody)
    done = subprocess.run(
        [sys.executable, "-c", PLAIN_USER, str(ROOT), str(folder / "root"), str(mine), str(nobody)],
        env=os.environ | {"HOME": str(mine)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert "belongs to somebody else" in done.stdout
    assert f"runs as {nobody}" in done.stdout
    assert "root's still runs" in done.stdout
    assert not (mine / "var" / "postgres" / "postmaster.pid").exists()
    assert not (folder / "root" / "var" / "postgres" / "postmaster.pid").exists()
