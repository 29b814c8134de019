# SPDX-License-Identifier: GPL-3.0-or-later
"""Saving a plan: the old one or the new one is always there, complete, whatever happens on the way."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from layers.errors import UnusableFile
from layers.geopackage import Table, read, write

KILLED_SAVES = """
import json, os, signal, sys, time
from pathlib import Path
from layers.geopackage import Table, read, write

path = Path(sys.argv[1])
plans = {
    name: Table("units", (("id", "TEXT"), ("strength", "INTEGER")), tuple((name, i) for i in range(2_000)))
    for name in ("A Coy", "B Coy")
}
write(path, [plans["A Coy"]], schema_version=1)
kept = []
for turn in range(25):
    child = os.fork()
    if child == 0:
        while True:
            for plan in plans.values():
                write(path, [plan], schema_version=1)
    time.sleep(turn * 0.004)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    for file in (path, path.with_name(path.name + ".bak")):
        if file.exists():
            found = read(file)
            kept.append(found.tables["units"] in plans.values() and not found.altered)
print(json.dumps(kept))
"""

RACING_SAVES = """
import json, os, sys
from pathlib import Path
from layers.geopackage import Table, read, write

path = Path(sys.argv[1])
children = []
for writer in range(3):
    child = os.fork()
    if child == 0:
        for turn in range(10):
            write(path, [Table("t", (("a", "INTEGER"),), ((writer,),) * 500)], schema_version=writer)
        os._exit(0)
    children.append(child)
codes = [os.waitpid(child, 0)[1] for child in children]
found = read(path)
print(json.dumps([*codes, len(set(found.tables["t"].rows)) == 1 and not found.altered]))
"""

FULL_DISK = """
import sys
from pathlib import Path
from layers.errors import UnusableFile
from layers.geopackage import Table, read, write

path = Path(sys.argv[1])
small = Table("t", (("a", "TEXT"),), (("x",),))
write(path, [small], schema_version=1)
try:
    write(path, [Table("t", (("a", "TEXT"),), (("x" * 1_000,),) * 900)], schema_version=1)
except UnusableFile as error:
    print(error.code, read(path).tables["t"] == small, [entry.name for entry in path.parent.iterdir()])
"""


def plan_of(name: str) -> Table:
    """Make a table that says which plan it is."""
    return Table("units", (("id", "TEXT"),), ((name,),))


def name_in(path: Path) -> object:
    """Tell which plan a file holds."""
    return read(path).tables["units"].rows[0][0]


def names(folder: Path) -> list[str]:
    """List what lies in a folder."""
    return sorted(entry.name for entry in folder.iterdir())


def output_of(script: str, *arguments: object, before: tuple[str, ...] = ()) -> str:
    """Return what a script prints, run in a Python of its own."""
    command = [*before, sys.executable, "-c", script, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout


def test_the_previous_plan_stays_beside_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "plan.gpkg"
    for name in ("first", "second", "third"):
        write(path, [plan_of(name)], schema_version=1)
    assert names(tmp_path) == ["plan.gpkg", "plan.gpkg.bak"]
    assert (name_in(path), name_in(tmp_path / "plan.gpkg.bak")) == ("third", "second")


def test_a_save_cut_off_after_its_backup_does_no_harm_to_the_next(tmp_path: Path) -> None:
    path = tmp_path / "plan.gpkg"
    write(path, [plan_of("first")], schema_version=1)
    os.link(path, tmp_path / "plan.gpkg.bak")
    write(path, [plan_of("second")], schema_version=1)
    assert names(tmp_path) == ["plan.gpkg", "plan.gpkg.bak"]
    assert (name_in(path), name_in(tmp_path / "plan.gpkg.bak")) == ("second", "first")


@pytest.mark.skipif(os.name != "posix", reason="file modes are of POSIX")
def test_a_new_plan_is_private_and_an_old_one_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "plan.gpkg"
    write(path, [plan_of("first")], schema_version=1)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o664)
    write(path, [plan_of("second")], schema_version=1)
    assert stat.S_IMODE(path.stat().st_mode) == 0o664


def test_a_link_stays_a_link_and_its_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    real, link = tmp_path / "shared" / "plan.gpkg", tmp_path / "link.gpkg"
    link.symlink_to(real)
    for name in ("first", "second"):
        write(link, [plan_of(name)], schema_version=1)
    assert link.is_symlink()
    assert (name_in(link), name_in(real)) == ("second", "second")
    assert names(tmp_path) == ["link.gpkg", "shared"]
    assert names(real.parent) == ["plan.gpkg", "plan.gpkg.bak"]


def test_a_failed_save_leaves_the_old_plan_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "plan.gpkg"
    write(path, [plan_of("first")], schema_version=1)
    broken = Table("sites", (), ((),), (b"no geometry",), "POINT")
    with pytest.raises(UnusableFile, match="sites"):
        write(path, [plan_of("second"), broken], schema_version=1)
    assert names(tmp_path) == ["plan.gpkg"]
    assert name_in(path) == "first"


def test_a_plan_open_in_another_program_is_not_replaced_under_it(tmp_path: Path) -> None:
    path = tmp_path / "plan.gpkg"
    write(path, [plan_of("first")], schema_version=1)
    (tmp_path / "plan.gpkg-wal").write_bytes(b"frames")
    with pytest.raises(UnusableFile) as caught:
        write(path, [plan_of("second")], schema_version=1)
    assert caught.value.code == "geopackage_in_use"
    (tmp_path / "plan.gpkg-wal").unlink()
    assert name_in(path) == "first"


def test_a_place_that_takes_no_file_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    places = {
        tmp_path / "none" / "plan.gpkg": "folder_missing",
        tmp_path / "file" / "plan.gpkg": "folder_missing",
        tmp_path: "is_a_folder",
        tmp_path / ("n" * 300 + ".gpkg"): "write_failed",
    }
    for path, code in places.items():
        with pytest.raises(UnusableFile) as caught:
            write(path, [plan_of("any")], schema_version=1)
        assert (caught.value.code, caught.value.file) == (code, str(path))
    assert names(tmp_path) == ["file"]


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="no folder here that takes no file")
def test_a_folder_without_the_right_to_write_is_told() -> None:
    with pytest.raises(UnusableFile) as caught:
        write(Path("/sys/kernel/plan.gpkg"), [plan_of("any")], schema_version=1)
    assert caught.value.code == "not_writable"


def test_a_plan_marked_read_only_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "plan.gpkg"
    write(path, [plan_of("first")], schema_version=1)
    path.chmod(0o400)
    if os.access(path, os.W_OK):
        pytest.skip("this user may write to everything")
    with pytest.raises(UnusableFile) as caught:
        write(path, [plan_of("second")], schema_version=1)
    assert caught.value.code == "not_writable"


def test_what_killed_saves_left_is_removed_a_day_later(tmp_path: Path) -> None:
    path = tmp_path / "plan.gpkg"
    old, fresh, other = (
        tmp_path / name
        for name in (
            f".plan.gpkg.{'0a' * 8}.tmp",
            f".plan.gpkg.{'1b' * 8}.tmp",
            f".other.gpkg.{'0a' * 8}.tmp",
        )
    )
    for file in (old, fresh, other):
        file.touch()
    for file in (old, other):
        os.utime(file, (time.time() - 90_000,) * 2)
    write(path, [plan_of("first")], schema_version=1)
    assert names(tmp_path) == sorted([fresh.name, other.name, path.name])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_killed_save_leaves_a_whole_plan(tmp_path: Path) -> None:
    kept = json.loads(output_of(KILLED_SAVES, tmp_path / "plan.gpkg"))
    assert len(kept) >= 25
    assert all(kept)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_racing_saves_leave_one_whole_plan(tmp_path: Path) -> None:
    assert json.loads(output_of(RACING_SAVES, tmp_path / "plan.gpkg")) == [0, 0, 0, True]
    assert names(tmp_path) == ["plan.gpkg", "plan.gpkg.bak"]


def test_a_full_disk_is_told_and_the_old_plan_stays(tmp_path: Path) -> None:
    mount = f"mount -t tmpfs -o size=300k full {tmp_path}"
    unshare = ("unshare", "--map-root-user", "--mount", "sh", "-c")
    if not shutil.which("unshare") or subprocess.run([*unshare, mount], check=False, capture_output=True).returncode:
        pytest.skip("no small disk can be made here")
    said = output_of(FULL_DISK, tmp_path / "plan.gpkg", before=(*unshare, f'{mount} && exec "$0" "$@"'))
    assert said.strip() == "disk_full True ['plan.gpkg']"
