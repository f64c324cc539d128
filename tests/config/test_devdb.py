"""The private server: what goes wrong with one, and that ours gets over it."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
root_only = pytest.mark.skipif(os.getuid() != 0, reason="root alone may start programs as somebody else")


def is_alive(pid):
    """Tell whether a process lives: a zombie doesn't."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def leave_pid(checkout, pid):
    """Make the stopped server look as if it had crashed, with a process id that is now another's."""
    file = checkout.data / "postmaster.pid"
    file.write_text(f"{pid}\n{checkout.data}\n1700000000\n5432\n{checkout.data}\n\n")
    shutil.chown(file, checkout.data.stat().st_uid)


def test_starts_once_and_stays_up(running):
    pid = running.postmaster()
    assert running.devdb("start")[0] == 0
    assert running.postmaster() == pid


def test_stop_stops_it_and_says_so(running):
    pid = running.postmaster()
    assert running.devdb("stop") == (0, "The private database is stopped.", "")
    assert not is_alive(pid)
    assert running.devdb("stop") == (0, "The private database was not running.", "")


def test_handles_accents_and_chinese_without_a_locale_in_the_shell(running):
    running.ask("SELECT 1")
    assert running.ask("SELECT lower('É') || current_setting('server_encoding')") == "éUTF8"


def test_takes_no_locale_or_postgres_variables_from_the_shell(checkout):
    shell = {"LC_ALL": "C", "LANG": "C", "PGDATA": "/nowhere", "PGPORT": "1", "PGUSER": "x", "PGDATABASE": "x"}
    assert checkout.devdb("start", **shell)[0] == 0
    assert checkout.ask("SELECT lower('É')") == "é"


def test_waits_for_the_disk_at_each_commit(running):
    assert running.ask("SELECT current_setting('fsync') || current_setting('synchronous_commit')") == "onon"


@pytest.mark.parametrize("name", ["某 dir %+/main", "a" * 120, 'it\'s $HOME `x` "y"'])
def test_works_at_an_odd_path(make_checkout, name):
    checkout = make_checkout(name)
    assert checkout.devdb("start")[0] == 0
    assert checkout.ask("SELECT current_setting('data_directory')") == str(checkout.data)


@pytest.mark.parametrize("sign", ["$", "`", '"', "\\"])
def test_a_program_that_no_shell_can_name_gets_one_sentence(make_checkout, sign):
    checkout = make_checkout(f"a{sign}b")
    for name in ("initdb", "postgres"):
        (checkout.path / name).touch()
    status, _, err = checkout.devdb("start", PG_BINDIR=str(checkout.path))
    assert status == 1
    assert err.startswith(f"PostgreSQL can't run in a folder with {sign} in its path, which is {checkout.path}: move")
    assert len(err.splitlines()) == 1


def test_two_checkouts_have_two_servers(make_checkout):
    one, other = make_checkout("某 1"), make_checkout("某 2")
    assert one.devdb("start")[0] == other.devdb("start")[0] == 0
    assert one.postmaster() != other.postmaster()


def test_starts_again_after_kill_9(running):
    os.kill(running.postmaster(), signal.SIGKILL)
    assert running.devdb("start")[0] == 0
    assert running.ask("SELECT 1") == "1"


def test_starts_again_after_all_its_processes_were_killed(running):
    running.devdb("stop")
    running.devdb("start")
    children = subprocess.run(["pgrep", "-P", str(running.postmaster())], capture_output=True, text=True).stdout.split()
    for pid in [running.postmaster(), *map(int, children)]:
        os.kill(pid, signal.SIGKILL)
    assert running.devdb("start")[0] == 0


def test_leaves_an_innocent_process_alone_whose_id_was_the_servers(running):
    running.devdb("stop")
    with subprocess.Popen(["sleep", "300"]) as innocent:
        leave_pid(running, innocent.pid)
        assert running.devdb("stop")[1] == "The private database was not running."
        assert running.devdb("start")[0] == 0
        assert innocent.poll() is None
        innocent.kill()


def test_leaves_another_checkouts_server_alone_whose_id_was_the_servers(make_checkout):
    mine, other = make_checkout("mine"), make_checkout("other")
    mine.devdb("start"), mine.devdb("stop"), other.devdb("start")
    leave_pid(mine, other.postmaster())
    assert mine.devdb("start")[0] == 0
    assert mine.devdb("stop")[0] == 0
    assert other.ask("SELECT 1") == "1"


def test_is_not_kept_from_starting_by_a_zombie(running):
    running.devdb("stop")
    zombie = subprocess.Popen(["true"])
    time.sleep(0.2)
    leave_pid(running, zombie.pid)
    assert running.devdb("start")[0] == 0
    zombie.wait()


def test_gets_over_a_truncated_pid_file(running):
    running.devdb("stop")
    leave_pid(running, 1)
    (running.data / "postmaster.pid").write_text("")
    assert running.devdb("start")[0] == 0


def test_processes_that_race_start_one_server(checkout):
    racers = [checkout.open("-m", "config.devdb", "start") for _ in range(4)]
    assert [racer.communicate()[1] for racer in racers] == [""] * 4
    started = (checkout.path / ".postgres" / "postgres.log").read_text().count("starting PostgreSQL")
    assert started == 1


def test_begins_anew_when_the_first_start_was_cut_short(checkout):
    first = checkout.open("-m", "config.devdb", "start")
    while not list(checkout.path.glob(".postgres/data.new.*")):
        time.sleep(0.01)
    first.kill()
    first.communicate()
    assert checkout.devdb("start")[0] == 0


def test_moves_with_its_checkout(running):
    moved = running.path.with_name("某 moved")
    running.path.rename(moved)
    running.path = moved
    assert running.devdb("start")[0] == 0
    assert running.ask("SELECT 1") == "1"


@pytest.mark.parametrize("name", ["plain", "某 odd"])
def test_a_fresh_clone_at_the_same_path_has_a_server_of_its_own(make_checkout, name):
    first = make_checkout(name)
    first.devdb("start")
    first_pid = first.postmaster()
    shutil.rmtree(first.path)
    second = make_checkout(name)
    assert second.devdb("start")[0] == 0
    assert not is_alive(first_pid)
    assert second.ask("SELECT 1") == "1"


def test_a_broken_database_gets_one_sentence(running):
    running.devdb("stop")
    (running.data / "global" / "pg_control").unlink()
    status, out, err = running.devdb("start")
    assert (status, out) == (1, "")
    assert "did not start: postgres: could not find the database system" in err
    assert str(running.path / ".postgres" / "postgres.log") in err
    assert len(err.splitlines()) == 1


def test_no_postgresql_at_all_gets_one_sentence(checkout):
    code = "from config import cluster, devdb; cluster._candidates = lambda: []; devdb.main(['start'])"
    status, _, err = checkout.run("-c", code)
    assert status == 1
    assert "no PostgreSQL was found: install requirements-localdb.txt" in err


def test_stop_leaves_a_stranger_on_its_socket_alone(running):
    running.devdb("stop")
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.bind(str(running.data / ".s.PGSQL.5432"))
        stranger.listen()
        status, _, err = running.devdb("stop")
    assert (status, err) == (
        1,
        f"Process {os.getpid()} listens on {running.data}/.s.PGSQL.5432 but isn't our server: left alone.",
    )


def test_ends_what_a_killed_server_left_at_work(running):
    url = running.devdb("url")[1]
    at_work = running.open("-c", f"import psycopg; psycopg.connect({url!r}).execute('SELECT pg_sleep(300)')")
    while running.ask("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'") == "0":
        time.sleep(0.05)
    os.kill(running.postmaster(), signal.SIGKILL)
    assert running.devdb("start")[0] == 0
    assert "OperationalError" in at_work.communicate(timeout=60)[1]


@root_only
def test_root_opens_no_private_folder(make_checkout):
    checkout = make_checkout("private/main")
    private = checkout.path.parent
    private.chmod(0o700)
    assert checkout.devdb("start")[0] == 0
    data = Path(checkout.ask("SELECT current_setting('data_directory')"))
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert data.parent.parent == Path("/var/tmp")
    assert stat.S_IMODE(data.parent.stat().st_mode) == 0o700
    checkout.devdb("stop")
    shutil.rmtree(data.parent)


@root_only
def test_root_leaves_the_server_to_the_owner_of_the_checkout(checkout):
    for path in [checkout.path, *checkout.path.rglob("*")]:
        shutil.chown(path, "nobody", "nogroup")
    assert checkout.devdb("start")[0] == 0
    owners = {path.owner() for path in (checkout.path / ".postgres").rglob("*")}
    assert owners == {"nobody"}


@root_only
def test_refuses_a_folder_that_somebody_else_put_there(checkout):
    (checkout.path / ".postgres").symlink_to("/etc")
    status, _, err = checkout.devdb("start")
    assert status == 1
    assert "belongs to user 0" in err
    assert Path("/etc").stat().st_uid == 0
