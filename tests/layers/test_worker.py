# SPDX-License-Identifier: GPL-3.0-or-later
"""The child that reads: out of the network, within its limits, and not believed."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import RefusedFile, UnusableFile, UsageError
from layers.jobs import Cancelled, Progress
from layers.raw import RawTable
from layers.wire import LENGTH, Nonsense, pack, pack_error, unpack
from layers.worker import Limits, environment, read_in_child
from tests.conftest import ROOT
from tests.layers.files import csv_file

TABLE = RawTable(
    ("name", "wkt"),
    [["Béni", 1.5], [None, True], ["", -3]],
    [2, 5, 6],
    [b"one", None, b""],
    {0: "#loc+name"},
    [("encoding_guessed", {"encoding": "X", "sample": "Y"})],
    [(1, 7)],
    [5],
    [6],
    [2],
    ["Camps", "Notes"],
    decimal_comma=True,
)


def in_child(code: str) -> str:
    """Run code as the child would, and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# --- limits -----------------------------------------------------------------------------------------------------------


def test_the_child_has_left_the_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = f"""
import socket
from layers.worker import leave_network
left = leave_network()
try:
    socket.create_connection(("127.0.0.1", {server.getsockname()[1]}), 5)
except OSError:
    print(left, "unreachable")
else:
    print(left, "reached")
"""
        said = in_child(code)
    if said.startswith("False"):
        pytest.skip("this system lets nobody leave its network")
    assert said == "True unreachable"


def test_the_child_leaves_before_anything_large_is_imported() -> None:
    assert in_child("import layers.worker, sys; print({'numpy', 'pyogrio', 'shapely'} & set(sys.modules))") == "set()"


def test_gdal_fetches_nothing_even_with_a_network_and_without_our_look_at_the_file(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/crs"
        link = {"type": "link", "properties": {"href": address, "type": "proj4"}}
        (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "crs": link, "features": []}))
        in_child(f"import pyogrio; pyogrio.read_info({str(tmp_path / 'a.geojson')!r})")
        with pytest.raises(TimeoutError):
            server.accept()


def test_gdal_knows_only_the_formats_that_are_read() -> None:
    code = "import pyogrio; print(sorted(pyogrio.list_drivers()))"
    assert in_child(code) == "['ESRI Shapefile', 'GPKG', 'GeoJSON']"


def test_the_child_does_without_the_settings_of_other_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GDAL_DRIVER_PATH", "elsewhere")
    monkeypatch.setenv("PROJ_DATA", "elsewhere")
    assert environment()["GDAL_DRIVER_PATH"] == "disable"
    assert "PROJ_DATA" not in environment()


def test_a_table_that_needs_too_much_memory_ends_the_child_and_not_us(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b,c\n" + b"1,2,3\n" * 1_000_000)
    with pytest.raises(UnusableFile, match=r"t\.csv: Reading was stopped: .* more than 192 MB of memory"):
        read_in_child(path, "settlements", Progress(), limits=Limits(memory_bytes=192 * 1024**2))


def test_an_answer_too_long_ends_the_child(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "t.csv", "name,lon,lat", "a" * 10_000)
    with pytest.raises(UnusableFile, match="Reading was stopped"):
        read_in_child(path, "settlements", Progress(), limits=Limits(answer_bytes=10))


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """Make a file that never ends: nobody writes to it."""
    path = tmp_path / "t.csv"
    os.mkfifo(path)
    return path


def nobody_reads(path: Path) -> bool:
    """Whether the child that had the file open is gone."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
    except OSError:
        return True
    return False


def test_the_deadline_ends_the_child(endless: Path) -> None:
    with pytest.raises(UnusableFile, match=r"t\.csv: Reading was stopped after 1 seconds"):
        read_in_child(endless, "settlements", Progress(), limits=Limits(time_s=1.0))
    assert nobody_reads(endless)


def test_a_cancel_ends_the_child(endless: Path) -> None:
    progress = Progress(lambda text, _: progress.cancel() if text == "Reading t.csv" else None)
    with pytest.raises(Cancelled):
        read_in_child(endless, "settlements", progress)
    assert nobody_reads(endless)


def test_what_the_child_finds_wrong_is_raised_here(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match=r"^t\.csv: The first line holds no column names\."):
        read_in_child(csv_file(tmp_path / "t.csv", ",,", "1,2,3"), "settlements", Progress())
    with pytest.raises(UsageError, match=r"^t\.csv, settlements: The file has no column 'shape'\. It has: a, b\."):
        read_in_child(csv_file(tmp_path / "t.csv", "a,b"), "settlements", Progress(), mapping={"wkt": "shape"})


# --- what it sends ----------------------------------------------------------------------------------------------------


def test_a_table_arrives_as_it_was_sent() -> None:
    assert unpack(pack(TABLE), "f.csv") == TABLE
    bare = RawTable(("a",), [["b"]], [1])
    arrived = unpack(pack(bare), "f.csv")
    assert arrived == replace(bare, notes=[], ragged=[], repaired=[], tangled=[], beyond=[], sheets=[])


def test_an_error_arrives_as_it_was_sent() -> None:
    with pytest.raises(RefusedFile, match=r"^f\.geojson, roads: The file names its coordinate system by a link"):
        unpack(pack_error(RefusedFile("crs_link", file="/else/where", layer="roads")), "f.geojson")


def altered(**changes: object) -> bytes:
    """Pack the table with some of its header said otherwise."""
    sent = pack(TABLE)
    (length,) = LENGTH.unpack_from(sent)
    text = json.dumps(json.loads(sent[LENGTH.size : LENGTH.size + length]) | changes).encode()
    return LENGTH.pack(len(text)) + text + sent[LENGTH.size + length :]


@pytest.mark.parametrize(
    "changes",
    [
        {"columns": ["name"]},
        {"columns": ["name", 5]},
        {"columns": None},
        {"rows": [["a", "b"]]},
        {"rows": [["a", ["b"]], ["a", "b"], ["a", "b"]]},
        {"rows": ["ab", "ab", "ab"]},
        {"numbers": [1, 2]},
        {"numbers": [2, 2, 3]},
        {"numbers": [0, 1, 2]},
        {"numbers": ["2", "5", "6"]},
        {"sizes": [3, None]},
        {"sizes": [2, None, 0]},
        {"sizes": [-1, None, 4]},
        {"sizes": [10**12, None, 0]},
        {"tags": [[9, "#geo+lon"]]},
        {"notes": [["no_such_code", {}]]},
        {"notes": [["encoding_guessed", {}]]},
        {"notes": [["encoding_guessed", "X"]]},
        {"ragged": [[2, 7]]},
        {"repaired": [4]},
        {"repaired": [[2]]},
        {"tangled": [4]},
        {"error": "SystemExit", "code": "crs_link", "params": {}, "layer": None},
        {"error": "RefusedFile", "code": "no_such_code", "params": {}, "layer": None},
        {"error": "RefusedFile", "code": "crs_link", "params": {"file": "x"}, "layer": None},
        {"error": "RefusedFile"},
    ],
    ids=str,
)
def test_an_answer_that_does_not_hold_together_is_not_believed(changes: dict[str, object]) -> None:
    with pytest.raises(Nonsense):
        unpack(altered(**changes), "f.csv")


@pytest.mark.parametrize("answer", [b"", b"short", LENGTH.pack(5) + b"[1,2]", LENGTH.pack(10**9) + b"[" * 10**6])
def test_bytes_that_are_no_answer_are_not_believed(answer: bytes) -> None:
    with pytest.raises(Nonsense):
        unpack(answer, "f.csv")


@given(st.data())
def test_no_change_on_the_way_does_more_than_change_cells_or_be_noticed(data: st.DataObject) -> None:
    sent = bytearray(pack(TABLE))
    at = data.draw(st.integers(0, len(sent) - 1))
    sent[at] = data.draw(st.integers(0, 255))
    try:
        table = unpack(bytes(sent), "f.csv")
    except Nonsense:
        return
    assert len(table.rows) == len(table.numbers) == len(table.geometry or ())
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_a_child_that_answers_nonsense_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # An interpreter that knows nothing of us and answers anything with a greeting.
    impostor = tmp_path / "python"
    impostor.write_text("#!/bin/sh\necho a good day to you\n")
    impostor.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(impostor))
    with pytest.raises(UnusableFile, match="does not hold together"):
        read_in_child(tmp_path / "t.csv", "settlements", Progress())
