# SPDX-License-Identifier: GPL-3.0-or-later
"""The map page in a real browser: it asks for nothing, runs nothing it was given, and says what it should."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from gisplanner.analysis import Engine
from gisplanner.conditions import Conditions
from gisplanner.export import escape
from gisplanner.export.html import page_of, write_map
from gisplanner.export.inline import inlined
from gisplanner.map_model import DISCLAIMER, MapModel, map_model
from gisplanner.plan import CloseBase, MoveUnit
from gisplanner.planfile import PlanFile
from layers.errors import PlannerError

HOSTILE = """</script><script>window.hacked=1</script><img src=x onerror="window.hacked=1">${window.hacked=1}`${hacked=1}`{{hacked}}\\u003c"""


@pytest.fixture(scope="module")
def model(sample: PlanFile) -> MapModel:
    engine = Engine()
    before = engine.analyse(sample.theatre, sample.plan, Conditions())
    after = engine.analyse(sample.theatre, sample.plan.apply([MoveUnit("U15", "B04")])[0], Conditions())
    return map_model(after, before=before, verdict="Verdict of the test.", course="B Coy to Petharo", made="2026-02-03")


def entries(browser: webdriver.Chrome, log: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = browser.get_log(log)  # type: ignore[no-untyped-call]
    return found


def opened(browser: webdriver.Chrome, model: MapModel, folder: Path) -> set[str]:
    """Open the map; the addresses the browser asked for while it did."""
    path = folder / "map.html"
    write_map(model, path)
    entries(browser, "performance")
    browser.get(path.as_uri())
    events = [json.loads(entry["message"])["message"] for entry in entries(browser, "performance")]
    asked = {event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"}
    return {address for address in asked if not address.startswith(("data:", "chrome:"))} - {path.as_uri()}


def complaints(browser: webdriver.Chrome) -> list[str]:
    return [entry["message"] for entry in entries(browser, "browser")]


@pytest.mark.browser
def test_the_page_asks_for_nothing_and_complains_of_nothing(
    browser: webdriver.Chrome, model: MapModel, tmp_path: Path
) -> None:
    assert opened(browser, model, tmp_path) == set()
    assert complaints(browser) == []
    assert (tmp_path / "map.html").stat().st_size < 5_000_000
    text = browser.find_element(By.TAG_NAME, "body").text
    for words in (
        model.title,
        "Verdict of the test.",
        DISCLAIMER,
        "people listed",
        "Dry season",
        "In force: ",
        "Reach is not protection",
        "Data as of 2025-03-31; map made 2026-02-03.",
        "Assumed: alert 10 min with liaison, 45 without; decision 5 and 15; standing team 15 min; teams of 12",
    ):
        assert words in text
    assert text.count("UNCLASSIFIED") == 2
    signs = browser.find_elements(By.CSS_SELECTOR, ".leaflet-sites-pane svg, .leaflet-changed-pane svg")
    assert len(signs) == len(model.sites)
    assert len(browser.find_elements(By.CSS_SELECTOR, ".leaflet-bases-pane svg")) == len(model.bases)
    assert browser.find_elements(By.CSS_SELECTOR, "pattern#hatch-lost")
    assert not browser.find_elements(By.CSS_SELECTOR, ".leaflet-control-attribution")


@pytest.mark.browser
def test_statuses_differ_in_form_as_well_as_in_colour(
    browser: webdriver.Chrome, model: MapModel, tmp_path: Path
) -> None:
    opened(browser, model, tmp_path)
    keys = browser.find_elements(By.CSS_SELECTOR, "#legend .key svg")[:5]
    forms = [
        browser.execute_script(
            "const s=arguments[0].lastElementChild; return s.tagName + (s.getAttribute('d')||'').replace(/[^A-Z]/g,'')",
            key,
        )
        for key in keys
    ]
    assert len(set(forms)) == 5


@pytest.mark.browser
def test_layers_are_switched_from_the_keyboard(browser: webdriver.Chrome, model: MapModel, tmp_path: Path) -> None:
    opened(browser, model, tmp_path)
    box = browser.find_element(By.ID, "layer-bases")
    box.send_keys(Keys.SPACE)
    assert not browser.find_elements(By.CSS_SELECTOR, ".leaflet-bases-pane svg")
    box.send_keys(Keys.SPACE)
    assert browser.find_elements(By.CSS_SELECTOR, ".leaflet-bases-pane svg")
    assert not browser.find_elements(By.CSS_SELECTOR, ".leaflet-incidents-pane svg")
    browser.find_element(By.ID, "layer-incidents").send_keys(Keys.SPACE)
    assert len(browser.find_elements(By.CSS_SELECTOR, ".leaflet-incidents-pane svg")) == 300


@pytest.mark.browser
def test_a_pop_up_says_who_comes_how_fast_and_what_was_before(
    browser: webdriver.Chrome, model: MapModel, tmp_path: Path
) -> None:
    opened(browser, model, tmp_path)
    marker = browser.find_element(By.CSS_SELECTOR, '[title^="Dovregga Quarry"]')
    browser.execute_script("arguments[0].click()", marker)
    text = browser.find_element(By.CSS_SELECTOR, ".popup").get_property("textContent")
    assert isinstance(text, str)
    for words in (
        "Dovregga Quarry",
        "43,800",
        "late",
        "alert + decision + notice + travel",
        "IDP site",
        "lost",
        "203 min, from Mission HQ Ombrava (Quick Reaction Force)",
        "90 min, from TOB Dovregga",
    ):
        assert words in text


@pytest.mark.browser
def test_hostile_text_is_shown_and_never_run(browser: webdriver.Chrome, model: MapModel, tmp_path: Path) -> None:
    evil = {"name": HOSTILE, "lines": [[HOSTILE, HOSTILE]]}
    dirty = replace(
        model,
        title=HOSTILE,
        subtitle=HOSTILE,
        marking=HOSTILE,
        ground=HOSTILE,
        dated=HOSTILE,
        assumed=HOSTILE,
        verdict=(HOSTILE,),
        sites=tuple({**site, **evil} for site in model.sites[:20]),
        bases=tuple({**base, **evil, "kind": HOSTILE} for base in model.bases),
        areas=tuple(replace(area, name=HOSTILE) for area in model.areas),
        closures=tuple(replace(area, name=HOSTILE) for area in model.closures),
        incidents=tuple({**one, **evil} for one in model.incidents[:5]),
        bands=tuple((HOSTILE, shape) for _, shape in model.bands),
        assumptions=((HOSTILE, HOSTILE, HOSTILE),),
        losses=((HOSTILE,) * 4,),
        layers=((HOSTILE,) * 4,),
    )
    assert opened(browser, dirty, tmp_path) == set()
    browser.execute_script("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for pane in ("sites", "bases", "closures", "incidents"):
        for marker in browser.find_elements(By.CSS_SELECTOR, f".leaflet-{pane}-pane .sign")[:2]:
            browser.execute_script("arguments[0].click()", marker)
    assert browser.execute_script("return window.hacked === undefined")
    assert complaints(browser) == []
    assert browser.find_element(By.TAG_NAME, "h1").get_property("textContent") == HOSTILE
    # the pop-up before the last one may still be fading away: read all at once
    heads = browser.execute_script("return [...document.querySelectorAll('.popup h3')].map((one) => one.textContent)")
    assert set(heads) == {HOSTILE}
    assert not browser.find_elements(By.CSS_SELECTOR, "img[onerror]")


@pytest.fixture
def crowded() -> MapModel:
    """Five bases within a few kilometres leave, in a theatre some hundred times as wide; a town of one's name is lost."""
    from tests.engine.small import Small, base, road, site, unit

    names = ["Goma", "Sake", "Kiwanja", "Rwindi", "Masisi"]
    bases = [base(name, (20.0 + at / 50, 5.0)) for at, name in enumerate(names)]
    small = Small(
        roads=[road((20.0, 5.0), (20.1, 5.0), (24.0, 5.0))],
        settlements=[site("Goma", (20.0, 5.0), 900_000), site("Far", (24.0, 9.0), 50)],
        bases=[*bases, base("Stays", (20.05, 5.02)), base("Near", (20.06, 5.03))],
        units=[*(unit(name) for name in names), unit("Stays", strength=5), unit("Near", strength=5)],
    )
    engine, theatre, plan = Engine(), small.theatre(), small.plan()
    before = engine.analyse(theatre, plan, Conditions())
    after = engine.analyse(theatre, plan.apply([CloseBase(name) for name in names])[0], Conditions())
    return map_model(after, before=before)


@pytest.mark.browser
def test_a_loss_among_bases_that_crowd_is_seen_and_named_once(
    browser: webdriver.Chrome, crowded: MapModel, tmp_path: Path
) -> None:
    opened(browser, crowded, tmp_path)
    ring = browser.find_element(By.CSS_SELECTOR, ".leaflet-changed-pane svg")
    on_top = browser.execute_script(
        "const b = arguments[0].getBoundingClientRect();"
        "return arguments[0].contains(document.elementFromPoint(b.left + b.width / 2, b.top + b.height / 2));",
        ring,
    )
    assert on_top
    names = [one for one in browser.find_elements(By.CSS_SELECTOR, ".name:not(.hidden)") if "Goma" in one.text]
    assert ["changed" in (one.get_attribute("class") or "") for one in names] == [True]
    shown = browser.execute_script(
        "return [...document.querySelectorAll('.leaflet-bases-pane rect')].map((one) => one.getBoundingClientRect())"
        ".filter((one) => one.width).map((one) => [one.left, one.top, one.right, one.bottom])"
    )
    assert len(shown) == len(crowded.bases)
    whole = [box for box in (shapely.box(*box) for box in shown) if box.bounds[2] - box.bounds[0] > 20]
    assert len(whole) == 1
    assert not any("closed" in one.text for one in browser.find_elements(By.CSS_SELECTOR, ".name:not(.hidden)"))


def test_equal_models_give_equal_pages(model: MapModel) -> None:
    assert page_of(model) == page_of(model)


@pytest.mark.parametrize(
    "markup",
    [
        '<script src="https://example.org/new.js"></script>',
        "<script async src='https://example.org/new.js'></script>",
        '<link rel="stylesheet" href="https://example.org/new.css"/>',
        "<link href=https://example.org/new.css>",
        '<img alt="" src="//example.org/new.png">',
        "<style>body { background: url( 'https://example.org/new.png' ) }</style>",
        '<style>@import "https://example.org/new.css";</style>',
    ],
)
def test_an_address_nobody_provided_for_is_an_error(markup: str) -> None:
    with pytest.raises(PlannerError, match=r"would ask for .*example\.org/new"):
        inlined(f"<html><head>{markup}</head></html>")


def test_pictures_in_the_page_itself_are_no_address() -> None:
    page = "<style>a { background: url(data:image/png;base64,AA==) }</style>"
    assert inlined(page) == page


@pytest.mark.browser
def test_every_sheet_of_paper_bears_the_marking_and_the_map_fits_it(
    browser: webdriver.Chrome, model: MapModel, tmp_path: Path
) -> None:
    opened(browser, model, tmp_path)
    seen = "const p = document.getElementById('map_gisplanner').getBoundingClientRect(); return [p.width, p.height]"
    on_screen = browser.execute_script(seen)
    browser.execute_script("window.dispatchEvent(new Event('beforeprint'))")
    width, height = browser.execute_script(seen)
    assert (width, height) == pytest.approx(((281 - 64) / 25.4 * 96, 148 / 25.4 * 96), abs=2)
    drawn = browser.execute_script(
        "const p = document.querySelector('.leaflet-land-pane path').getBoundingClientRect(); return [p.width, p.height]"
    )
    assert max(drawn[0] / width, drawn[1] / height) > 0.75
    assert drawn[0] <= width
    assert drawn[1] <= height
    assert browser.find_element(By.CSS_SELECTOR, ".losses thead .marking").text == model.marking
    assert browser.find_element(By.CSS_SELECTOR, ".losses tfoot .marking").text == model.marking
    browser.execute_script("window.dispatchEvent(new Event('afterprint'))")
    assert browser.execute_script(seen) == on_screen
    assert complaints(browser) == []


@pytest.mark.browser
def test_no_name_lies_on_another(browser: webdriver.Chrome, model: MapModel, tmp_path: Path) -> None:
    opened(browser, model, tmp_path)
    boxes = browser.execute_script(
        """return [...document.querySelectorAll('.name:not(.hidden)')].filter((one) => one.offsetParent !== null)
        .map((one) => { const b = one.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; })"""
    )
    found = [shapely.box(*box) for box in boxes]
    assert len(found) > len(model.bases)
    shown = {one.text for one in browser.find_elements(By.CSS_SELECTOR, ".name:not(.hidden)")}
    assert {area.name.upper() for area in model.areas if area.kind == "sector"} <= shown
    assert {base["name"] for base in model.bases} <= shown
    assert "Dovregga Quarry" in shown
    assert all(one.intersection(other).area < 1 for at, one in enumerate(found) for other in found[at + 1 :])


def test_a_road_in_several_parts_and_ground_of_several_kinds_are_drawn() -> None:
    from tests.engine.small import Small, base, road, site, unit

    whole = road((10.0, 5.0), (10.1, 5.0))
    small = Small(
        roads=[whole], settlements=[site("town", (10.1, 5.0))], bases=[base("post", (10.0, 5.0))], units=[unit("post")]
    )
    theatre = small.theatre()
    layer = theatre.layers["roads"]
    parts = shapely.MultiLineString([[(10.0, 5.0), (10.05, 5.0)], [(10.06, 5.0), (10.1, 5.0)]])
    table = layer.table.copy()
    table = table.set_geometry(gpd.GeoSeries([parts] * len(table), index=table.index, crs=table.crs))
    split = replace(theatre, layers={**theatre.layers, "roads": replace(layer, table=table)})
    found = map_model(Engine().analyse(split, small.plan(), Conditions()))
    assert [shapely.get_num_geometries(road.geometry) for road in found.roads] == [2]
    mixed = shapely.GeometryCollection(
        [shapely.box(10.0, 5.0, 10.1, 5.1), shapely.LineString([(10.0, 5.0), (10.0, 5.2)])]
    )
    page = page_of(replace(found, bands=(("mixed", mixed),)))
    said = json.loads(page.partition('id="gisplanner-data">')[2].partition("</script>")[0])
    assert [part["type"] for part in said["bands"][0]["geometry"]["geometries"]] == ["Polygon", "LineString"]


def test_a_map_across_the_antimeridian_is_not_drawn_round_the_globe(sample: PlanFile) -> None:
    from tests.engine.small import Small, base, road, site, unit

    small = Small(
        roads=[road((179.9, -16.0), (-179.9, -16.0))],
        settlements=[site("east", (-179.9, -16.0))],
        bases=[base("post", (179.9, -16.0))],
        units=[unit("post")],
    )
    found = map_model(Engine().analyse(small.theatre(), small.plan(), Conditions()))
    west, _, east, _ = found.bounds
    assert east - west < 1
    assert all(west <= mark["lon"] <= east for mark in (*found.sites, *found.bases))
    assert all(shapely.box(*found.bounds).buffer(1e-3).covers(road.geometry) for road in found.roads)
    assert sample.plan.name


@given(st.text())
def test_escaped_text_holds_nothing_that_acts(text: str) -> None:
    assert not set(escape.text(text)) & set("<>\"'`${}\\")
    said = escape.data(text)
    assert not set(said) & set("<>&`$\u2028\u2029")
    assert json.loads(said) == text
