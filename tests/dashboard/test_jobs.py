"""Long work in real processes: progress, cancel, death, two pages, a restart."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from dashboard.jobs import pool, register
from dashboard.jobs.here import StoppedError, key_of, noted
from dashboard.jobs.pool import Jobs
from dashboard.jobs.register import LOST, UNWATCHED, Register, State
from tests.dashboard import longworks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from dashboard.jobs.register import Job

PATIENCE_S = 60.0


@pytest.fixture(name="jobs")
def _jobs(tmp_path: Path) -> Iterator[Jobs]:
    made = Jobs(tmp_path)
    yield made
    made.close()


def until(jobs: Jobs, key: str, holds: Callable[[Job], bool]) -> Job:
    """Look as a page does, until something holds."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        job = jobs.look(key)
        assert job is not None
        if holds(job):
            return job
        time.sleep(0.05)
    raise AssertionError(f"never: {job}")


def ended(job: Job) -> bool:
    return not job.is_active


def wait_unseen(register: Register, key: str) -> None:
    """Wait until a job has ended, without looking as a page does: that would keep it going."""
    end = time.monotonic() + PATIENCE_S
    with contextlib.closing(sqlite3.connect(register.path)) as file:
        while time.monotonic() < end:
            (state,) = file.execute("SELECT state FROM jobs WHERE key = ?", (key,)).fetchone()
            if state not in {State.WAITING, State.RUNNING}:
                return
            time.sleep(0.05)
    raise AssertionError(f"still {state}")


def is_gone(pid: int) -> bool:
    """Whether a process of ours has ended and was waited for."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


posix = pytest.mark.skipif(os.name != "posix", reason="asks the system about a process by signal 0")


def test_work_is_done_in_another_process_and_its_answer_comes_back(jobs: Jobs) -> None:
    asked = jobs.ask(longworks.double, 21)
    assert asked.is_active
    job = until(jobs, asked.key, ended)
    assert (job.state, job.share, job.result["twice"]) == (State.DONE, 1.0, 42)
    assert job.result["pid"] != os.getpid()


def test_a_process_takes_one_job_after_another(jobs: Jobs) -> None:
    pids = {
        until(jobs, jobs.ask(longworks.double, number).key, ended).result["pid"]
        for number in range(3)
    }
    assert len(pids) == 1


def test_the_same_question_from_two_pages_is_worked_out_once(jobs: Jobs, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    keys = [jobs.ask(longworks.counts, str(mark)).key for _ in range(2)]
    # A second server process, on the same file.
    keys.append(Jobs(tmp_path).ask(longworks.counts, str(mark)).key)
    assert len(set(keys)) == 1
    assert until(jobs, keys[0], ended).state == State.DONE
    jobs.ask(longworks.counts, str(mark))
    assert mark.read_text() == "x"


@posix
def test_cancel_stops_the_process_and_keeps_what_was_known(jobs: Jobs) -> None:
    key = jobs.ask(longworks.for_ever, 7).key
    pid = until(jobs, key, lambda job: job.share > 0).pid
    jobs.cancel(key)
    job = jobs.look(key)
    assert job is not None
    assert (job.state, job.result["known"]) == (State.CANCELLED, 7)
    assert is_gone(pid)
    assert until(jobs, jobs.ask(longworks.double, 1).key, ended).state == State.DONE


@posix
def test_cancel_comes_from_any_server_process(jobs: Jobs, tmp_path: Path) -> None:
    key = jobs.ask(longworks.for_ever, 8).key
    pid = until(jobs, key, lambda job: job.share > 0).pid
    other = "import sys, pathlib; from dashboard.jobs.pool import Jobs;"
    other += "Jobs(pathlib.Path(sys.argv[1])).cancel(sys.argv[2])"
    subprocess.run([sys.executable, "-c", other, str(tmp_path), key], cwd=pool.ROOT, check=True)
    assert is_gone(pid)


@posix
def test_cancel_stops_the_solver_in_the_middle_of_its_search(jobs: Jobs) -> None:
    key = jobs.ask(longworks.solves, 120.0).key
    pid = until(jobs, key, lambda job: job.share > 0).pid
    time.sleep(0.5)
    jobs.cancel(key)
    assert is_gone(pid)


def test_a_cancelled_job_is_taken_on_again_only_when_asked_for_again(jobs: Jobs) -> None:
    key = jobs.ask(longworks.for_ever, 9).key
    jobs.cancel(key)
    assert jobs.ask(longworks.for_ever, 9).state == State.CANCELLED
    assert jobs.ask(longworks.for_ever, 9, again=True).is_active
    jobs.cancel(key)


def test_work_that_was_cancelled_long_ago_is_taken_on(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = jobs.ask(longworks.for_ever, 15).key
    jobs.cancel(key)
    monkeypatch.setattr(register, "REMEMBERED_S", -1.0)
    assert jobs.ask(longworks.for_ever, 15).is_active
    jobs.cancel(key)


@posix
def test_asking_again_at_once_leaves_the_cancelled_process_no_part_in_it(jobs: Jobs) -> None:
    key = jobs.ask(longworks.for_ever, 14).key
    pid = until(jobs, key, lambda job: job.share > 0).pid
    jobs.cancel(key)
    jobs.ask(longworks.for_ever, 14, again=True)
    assert is_gone(pid)
    assert until(jobs, key, lambda job: job.share > 0).pid != pid
    jobs.cancel(key)


def test_a_process_that_dies_is_told_in_words_and_another_takes_its_place(jobs: Jobs) -> None:
    job = until(jobs, jobs.ask(longworks.dies, 0).key, ended)
    assert (job.state, job.words) == (State.FAILED, pool.DIED)
    assert until(jobs, jobs.ask(longworks.double, 2).key, ended).state == State.DONE


@posix
def test_a_process_that_somebody_kills_is_told_in_words(jobs: Jobs) -> None:
    key = jobs.ask(longworks.for_ever, 10).key
    pid = until(jobs, key, lambda job: job.share > 0).pid
    os.kill(pid, signal.SIGKILL)
    job = until(jobs, key, ended)
    assert (job.state, job.words, job.result["known"]) == (State.FAILED, pool.DIED, 10)


def test_a_fault_in_the_work_is_told_and_its_process_goes_on(jobs: Jobs) -> None:
    job = until(jobs, jobs.ask(longworks.breaks, 0).key, ended)
    assert job.state == State.FAILED
    assert "ValueError" in job.words
    assert "no such number" not in job.words


def test_work_that_takes_too_long_is_stopped(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "LONGEST_S", 1.0)
    # It must be silent to be late.
    job = until(jobs, jobs.ask(longworks.solves, 120.0).key, ended)
    assert job.state == State.FAILED
    assert job.words == pool.TOO_LONG.format(seconds=1.0)


def test_more_work_than_processes_waits_its_turn(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path, processes=1)
    first, second = (jobs.ask(longworks.for_ever, number).key for number in (1, 2))
    until(jobs, first, lambda job: job.share > 0)
    states = [until(jobs, key, lambda _: True).state for key in (first, second)]
    assert states == [State.RUNNING, State.WAITING]
    jobs.cancel(second)
    assert until(jobs, second, ended).state == State.CANCELLED
    jobs.cancel(first)


def test_a_question_that_is_left_before_it_has_stood_gets_no_process(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # Long enough for a process that should not be there to leave its mark.
    monkeypatch.setattr(register, "LEAVE_S", 3.0)
    mark, other = tmp_path / "mark", tmp_path / "other"
    left = jobs.ask(longworks.counts, str(mark), after_s=0.3).key
    jobs.leave(left)
    stays = jobs.ask(longworks.counts, str(other), after_s=0.3).key
    assert until(jobs, stays, ended).state == State.DONE
    wait_unseen(jobs.register, left)
    job = jobs.look(left)
    assert job is not None
    assert (job.state, job.words, mark.exists()) == (State.FAILED, UNWATCHED, False)


@posix
def test_work_that_nobody_looks_at_ends(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    key = jobs.ask(longworks.for_ever, 11).key
    pid = until(jobs, key, lambda job: job.share > 0).pid
    monkeypatch.setattr(register, "LEAVE_S", 0.0)
    jobs.leave(key)
    assert is_gone(pid)
    job = jobs.look(key)
    assert job is not None
    assert (job.state, job.words) == (State.FAILED, UNWATCHED)
    assert jobs.ask(longworks.for_ever, 11).is_active
    jobs.cancel(key)


def test_work_that_another_page_looks_at_goes_on_when_one_leaves(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register, "LEAVE_S", 1.0)
    key = jobs.ask(longworks.for_ever, 12).key
    until(jobs, key, lambda job: job.share > 0)
    jobs.leave(key)
    end = time.monotonic() + register.LEAVE_S + 1.0
    while time.monotonic() < end:
        assert until(jobs, key, lambda _: True).is_active
        time.sleep(0.2)
    jobs.cancel(key)


def test_a_server_that_is_gone_leaves_its_job_as_failed_and_the_next_one_takes_it_on(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = jobs.register
    assert file.begin("k")
    assert file.look("k").is_active  # type: ignore[union-attr]
    assert not file.begin("k")
    monkeypatch.setattr(register, "SILENT_S", -1.0)
    job = file.look("k")
    assert job is not None
    assert (job.state, job.words) == (State.FAILED, LOST)
    assert file.begin("k")


@posix
def test_a_process_without_work_ends_after_a_while(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "IDLE_S", 0.3)
    job = until(jobs, jobs.ask(longworks.double, 4).key, ended)
    assert is_gone(job.result["pid"])
    assert until(jobs, jobs.ask(longworks.double, 5).key, ended).state == State.DONE


@posix
def test_processes_end_with_their_server_even_in_the_middle_of_work(tmp_path: Path) -> None:
    server = (
        "import sys, time, pathlib\n"
        "from dashboard.jobs.pool import Jobs\n"
        "from tests.dashboard import longworks\n"
        "jobs = Jobs(pathlib.Path(sys.argv[1]))\n"
        "key = jobs.ask(longworks.for_ever, 13).key\n"
        "while not jobs.look(key).share: time.sleep(0.05)\n"
        "print(jobs.look(key).pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    command = [sys.executable, "-c", server, str(tmp_path)]
    with subprocess.Popen(command, cwd=pool.ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        process.kill()
    assert is_gone(pid)


def test_many_threads_and_processes_share_one_file(tmp_path: Path) -> None:
    path, taken = tmp_path / "jobs.sqlite", list[float | None]()

    def take() -> None:
        taken.append(Register(path).begin("one"))

    threads = [threading.Thread(target=take) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(taken), sum(turn is not None for turn in taken)) == (16, 1)


def test_a_file_that_is_no_database_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "jobs.sqlite"
    path.write_text("this is no database" * 100)
    assert Register(path).begin("k")
    with sqlite3.connect(path) as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    file.close()


def test_a_file_that_was_deleted_meanwhile_asks_for_the_work_again(tmp_path: Path) -> None:
    file = Register(tmp_path / "jobs.sqlite")
    assert file.begin("k")
    for path in tmp_path.iterdir():
        path.unlink()
    assert file.look("k") is None
    assert file.begin("k")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    job = Jobs(tmp_path / "file").ask(longworks.double, 1)
    assert job.state == State.FAILED
    assert "cannot be kept" in job.words


HERE = key_of("walks", "a plan")


def test_what_a_request_does_itself_is_a_job_once_it_takes_long(jobs: Jobs) -> None:
    with noted(jobs, "walks", "a plan") as told:
        told(0.1)
        assert jobs.look(HERE) is None
    with noted(jobs, "walks", "a plan", quiet_s=0) as told:
        told(0.25)
        job = jobs.look(HERE)
        assert job is not None
        assert (job.state, job.share, job.pid) == (State.RUNNING, 0.25, os.getpid())
        told(0.75)
        assert until(jobs, HERE, lambda job: job.share == 0.75).is_active
    assert jobs.look(HERE) is None


def test_what_a_request_does_itself_ends_at_its_next_step_when_it_is_cancelled(jobs: Jobs) -> None:
    done = []

    def work() -> None:
        with noted(jobs, "walks", "a plan", quiet_s=0) as told:
            for step in range(3):
                told(step / 3)
                done.append(step)
                Jobs(jobs.register.path.parent).cancel(HERE)  # From any server process.

    with pytest.raises(StoppedError):
        work()
    assert done == [0]
    # Who asks for the same again has it worked out.
    with noted(jobs, "walks", "a plan", quiet_s=0) as told:
        told(0.5)
        assert until(jobs, HERE, lambda job: job.share == 0.5).is_active


def test_an_end_before_work_is_noted_is_not_lost(jobs: Jobs) -> None:
    def work() -> None:
        with noted(jobs, "walks", "a plan", quiet_s=0.05) as told:
            told(0.1)
            jobs.cancel(HERE)
            time.sleep(0.1)
            told(0.2)

    for _ in range(2):  # Also where an earlier end is still remembered.
        with pytest.raises(StoppedError):
            work()
    # The end was of that work, not of the next.
    with noted(jobs, "walks", "a plan", quiet_s=0) as told:
        told(0.5)
        assert until(jobs, HERE, lambda job: job.share == 0.5).is_active


def test_a_step_that_takes_long_is_no_end(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "SILENT_S", 0.05)
    with noted(jobs, "walks", "a plan", quiet_s=0) as told:
        told(0.25)
        time.sleep(0.2)
        lost = jobs.look(HERE)
        assert lost is not None
        assert lost.state == State.FAILED
        told(0.5)
        assert until(jobs, HERE, lambda job: job.share == 0.5).is_active


def test_of_two_requests_at_the_same_work_one_tells(jobs: Jobs) -> None:
    with noted(jobs, "walks", "a plan", quiet_s=0) as first:
        first(0.5)
        with noted(jobs, "walks", "a plan", quiet_s=0) as second:
            second(0.1)
        assert until(jobs, HERE, lambda job: job.share == 0.5).is_active


def test_work_goes_on_where_its_state_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with noted(Jobs(tmp_path / "file"), "walks", "a plan", quiet_s=0) as told:
        told(0.5)
