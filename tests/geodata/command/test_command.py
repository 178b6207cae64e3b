"""The command line as a script calls it: words, JSON and exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from geodata.command.arguments import parser
from geodata.command.exits import WORDS, Exit
from geodata.command.run import main
from geodata.drafts.workbench import Workbench
from geodata.incoming.decisions import CAN_BE_LEFT, CAN_BE_MADE
from geodata.versions.root import ROOT_SETTING, versions_root

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "data" / "cases"
BASE = CASES / "_baseline"
SAID = ["--who", "Thabo", "--why", "October"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "root"


def run(root: Path, *arguments: object) -> int:
    return main(list(map(str, arguments)), {ROOT_SETTING: str(root)})


def run_json(root: Path, capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    capsys.readouterr()
    code = run(root, *arguments, "--json")
    answer = json.loads(capsys.readouterr().out)
    assert answer["exit_code"] == code
    return dict(answer)


def test_every_exit_code_has_its_words() -> None:
    assert set(WORDS) == set(Exit)


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (["_baseline/sites.csv"], Exit.FINE),
        (["_baseline/sites.csv", "XY-01-some-rows-swapped/sites.csv"], Exit.LOOK),
        (["FIL-01-password-protected-xlsx/protected.xlsx", "_baseline/sites.csv"], Exit.REFUSED),
        (["nowhere.csv"], Exit.REFUSED),
        (["RAS-07-misaligned-grids/population.tif", "RAS-07-misaligned-grids/prevalence.tif"],
         Exit.LOOK),
    ],
)  # fmt: skip
def test_the_worst_of_the_files_is_the_exit_code(
    root: Path, capsys: pytest.CaptureFixture[str], files: list[str], code: Exit
) -> None:
    paths = [
        next(iter(sorted((CASES / name).parent.glob("*.xlsx"))), CASES / name)
        if name.endswith("protected.xlsx")
        else CASES / name
        for name in files
    ]
    answer = run_json(root, capsys, "check", *paths)
    assert answer["exit_code"] == code
    assert [one["name"] for one in answer["files"]] == [path.name for path in paths]


def test_a_dataset_folder_is_checked_as_a_whole(
    root: Path, tiny_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_json(root, capsys, "check", tiny_folder)["exit_code"] in {Exit.FINE, Exit.LOOK}
    (tiny_folder / "sites.csv").unlink()
    answer = run_json(root, capsys, "check", tiny_folder)
    assert answer["exit_code"] == Exit.REFUSED
    assert "missing_file" in {one["rule"] for one in answer["files"][0]["remarks"]}


def test_words_and_json_say_the_same(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = next((CASES / "XY-01-some-rows-swapped").glob("*.csv"))
    answer = run_json(root, capsys, "check", path)
    run(root, "check", path)
    words = capsys.readouterr().out
    for remark in answer["files"][0]["remarks"]:
        assert remark["message"] in words


def test_from_import_to_publish_and_back(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    took = run_json(root, capsys, "import", BASE / "sites.csv", BASE / "staffing.csv")
    assert took["can_publish"]
    assert "14 sites added" in took["difference"][0]
    draft = took["draft"]

    assert run(root, "publish", draft, *SAID) == Exit.NOT_DONE
    assert "points are open" in capsys.readouterr().err
    made = run_json(root, capsys, "publish", draft, *SAID, "--accept")["version"]
    assert (made["number"], made["who"]) == (1, "Thabo")
    assert run(root, "publish", draft, *SAID) == Exit.NOT_DONE

    listed = run_json(root, capsys, "versions")["versions"]
    assert [one["version"] for one in listed] == [made["version"]]
    assert run(root, "rollback", "1", *SAID) == Exit.NOT_DONE
    assert run(root, "rollback", "7", *SAID) == Exit.NOT_DONE

    out = tmp_path / "out"
    assert run(root, "export", "--to", out, "--format", "csv") == Exit.FINE
    assert (out / "sites.csv").read_text("utf-8-sig").count("\n") == 15
    assert (out / "staff-only-staffing.csv").is_file()
    assert run(root, "export", "--to", out, "--format", "geojson") == Exit.FINE
    assert len(json.loads((out / "sites.geojson").read_text())["features"]) == 14
    assert run(root, "export", "--to", out, "--version", made["version"][:10]) == Exit.FINE
    assert (out / "staff-only-dataset.xlsx").is_file()


def test_the_second_of_two_drafts_ends_with_its_own_code(
    root: Path, tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Workbench(root, tiny_folder)
    drafts = []
    for count in (5, 6):
        path = tmp_path / f"staff{count}.csv"
        path.write_text(f"site_id,period,cadre,headcount\nS1,201711,MM,{count}\n")
        drafts.append(bench.new_draft())
        bench.take_in(drafts[-1], path)
    monkeypatch.setattr(
        "geodata.command.run.Workbench", lambda where: Workbench(where, tiny_folder)
    )
    assert run(root, "publish", drafts[0], *SAID, "--accept") == Exit.FINE
    assert run(root, "publish", drafts[1], *SAID, "--accept") == Exit.CONFLICT


@pytest.mark.parametrize(
    "arguments", [["publish", "x" * 43, *SAID], ["import", "a.csv", "--draft", "../../etc"],
                  ["template", "nonsense", "--to", "x.xlsx"]],
)  # fmt: skip
def test_what_is_not_there_is_told(
    root: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(root, *arguments) == Exit.NOT_DONE
    assert capsys.readouterr().err.startswith("There is no")


def test_a_wrong_command_line_is_exit_code_2(root: Path) -> None:
    with pytest.raises(SystemExit) as left:
        run(root, "publish")
    assert left.value.code == Exit.USAGE


def test_a_template_is_written(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    assert run(root, "template", "sites", "--to", path) == Exit.FINE
    assert run(root, "check", path) == Exit.FINE


def test_a_full_disk_is_told(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert run(root, "template", "--to", tmp_path / "t.xlsx") == Exit.NOT_DONE
    assert "No space left" in capsys.readouterr().err


def test_it_runs_as_a_module(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "geodata", "versions", "--json"],
        env={**os.environ, ROOT_SETTING: str(tmp_path)},
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    assert json.loads(done.stdout) == {"command": "versions", "exit_code": 0, "versions": []}


def test_the_folder_is_the_setting_or_the_systems_own() -> None:
    assert versions_root({ROOT_SETTING: "here"}) == Path("here")
    assert versions_root({}).is_absolute()


def test_what_a_person_decides_is_said_on_the_command_line_and_kept_in_the_record(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "shares.csv"
    path.write_text(
        "district,period,population,method,Positive share\n"
        "Masero,2017,adults_15_49,survey,0.25\nLeribe,2017,adults_15_49,survey,27\n"
    )
    before = run_json(root, capsys, "import", path)
    assert before["uploads"][0]["files"] == []
    repair = "percent:estimate:27"
    decided = ["--column", "Positive share=estimate", "--name", "Masero=LS-A", "--fix", repair]
    draft = before["draft"]
    after = run_json(root, capsys, "import", path, "--draft", draft, *decided)
    assert "prevalence.csv" in after["uploads"][0]["files"]
    drafts = Workbench(root).drafts
    rows = (drafts.folder(draft) / "prevalence.csv").read_text(encoding="utf-8")
    assert "LS-A" in rows
    assert "0.27" in rows
    assert set(drafts.notes(draft)["decisions"]["shares.csv"]) == {"meanings", "names", "made"}


@pytest.mark.parametrize("command", ["import", "connect"])
def test_the_help_has_words_for_every_repair(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [command, "--help"] if command == "import" else [command, "worldpop", "--help"]
    with pytest.raises(SystemExit):
        parser({}).parse_args(words)
    told = " ".join(capsys.readouterr().out.split())
    for name in (*CAN_BE_MADE, *CAN_BE_LEFT):
        assert f"{name} (" in told


def test_each_repair_is_told_with_the_option_that_makes_or_leaves_it(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sites.csv"
    path.write_text("site_id,latitude,longitude\nS1,29.4,27.5\nS2,-29.5,27.6\n")
    run(root, "check", path)
    assert "[--leave minus_sign]" in capsys.readouterr().out
    draft = run_json(root, capsys, "import", path, "--leave", "minus_sign")["draft"]
    notes = Workbench(root).drafts.notes(draft)
    assert "outside_country" in {one["rule"] for one in notes["uploads"][0]["remarks"]}
