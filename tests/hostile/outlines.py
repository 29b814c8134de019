# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile KML, KMZ and GPX: entities, links, nesting, archives that swell or lead elsewhere."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

from tests.hostile.cases import refused, taken
from tests.hostile.plain import TOWNS, csv_at

DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'
KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
END = "</Document></kml>"
POINT = "<Point><coordinates>29.1,-1.5</coordinates></Point>"
TOWN = f"<Placemark><name>Ama</name>{POINT}</Placemark>"
BOMB = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 20 if n else "boom"}">' for n in range(8))
OUTSIDE = '<!ENTITY b7 SYSTEM "file:///etc/hostname">'
WAYPOINT = '<wpt lat="-1.5" lon="29.1"><name>Ama</name></wpt>'
STOOD = '<trkpt lat="1" lon="1"/>'


def _text(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def _kml(path: Path, *inside: str, before: str = "") -> Path:
    return _text(path, f"{DECLARED}{before}{KML}{''.join(inside)}{END}")


def _gpx(path: Path, *inside: str, before: str = "") -> Path:
    return _text(path, f'{DECLARED}{before}<gpx version="1.1">{"".join(inside)}</gpx>')


def _kmz(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(f"{name}.kml", text)
    return path


def _named(folder: Path, name: str) -> Path:
    with zipfile.ZipFile(folder / "t.kmz", "w") as archive:
        archive.writestr(name, KML + TOWN + END)
    return folder / "t.kmz"


@refused("KML with entities that multiply", "entity_expansion")
def _(folder: Path) -> Path:
    return _kml(folder / "t.kml", "<name>&b7;</name>", TOWN, before=f"<!DOCTYPE kml [{BOMB}]>")


@refused("KML with an entity that is a file", "entity_expansion")
def _(folder: Path) -> Path:
    return _kml(folder / "t.kml", "<name>&b7;</name>", TOWN, before=f"<!DOCTYPE kml [{OUTSIDE}]>")


@refused("GPX with a document type elsewhere", "entity_expansion")
def _(folder: Path) -> Path:
    return _gpx(folder / "t.gpx", WAYPOINT, before='<!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/gpx.dtd">')


@refused("GPX with entities of parameters", "entity_expansion")
def _(folder: Path) -> Path:
    dtd = '<!DOCTYPE gpx [<!ENTITY % far SYSTEM "file:///etc/hostname"> %far;]>'
    return _gpx(folder / "t.gpx", WAYPOINT, before=dtd)


@taken("KML with network links to an address and to a file", 1, says={"kml_left_out"})
def _(folder: Path) -> Path:
    links = (f"<NetworkLink><Link><href>{to}</href></Link></NetworkLink>" for to in ("http://127.0.0.1:9/", "/etc/x"))
    return _kml(folder / "t.kml", *links, TOWN)


@taken("KML with places inside a network link", 1, says={"kml_left_out"})
def _(folder: Path) -> Path:
    return _kml(folder / "t.kml", f"<NetworkLink><Link><href>x.kml</href></Link></NetworkLink>{TOWN}")


@taken("KML with styles, schemas and pictures from elsewhere", 1, says={"kml_left_out"})
def _(folder: Path) -> Path:
    style = "<styleUrl>http://127.0.0.1:9/s.kml#a</styleUrl><Style><IconStyle><Icon><href>/etc/x</href></Icon></IconStyle></Style>"
    data = '<ExtendedData><SchemaData schemaUrl="http://127.0.0.1:9/x#s"><SimpleData name="people">7</SimpleData></SchemaData></ExtendedData>'
    overlay = "<GroundOverlay><Icon><href>http://127.0.0.1:9/i.png</href></Icon></GroundOverlay>"
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/hostname" parse="text"/>'
    town = TOWN.replace("</Placemark>", f"{style}{data}{include}</Placemark>")
    return _kml(folder / "t.kml", overlay, town)


@taken("script in a description and in a name", 1)
def _(folder: Path) -> Path:
    town = (
        "<name><![CDATA[<script>alert(1)</script>]]></name><description><![CDATA[<img src=x onerror=y>]]></description>"
    )
    return _kml(folder / "t.kml", TOWN.replace("<name>Ama</name>", town))


@taken("geometry of KML nested ten thousand deep", 1, 1, says={"bad_geometry"})
def _(folder: Path) -> Path:
    deep = "<MultiGeometry>" * 10_000 + POINT + "</MultiGeometry>" * 10_000
    return _kml(folder / "t.kml", f"<Placemark><name>Bru</name>{deep}</Placemark>", TOWN)


@refused("data of KML of one name, ten thousand times", "too_many_columns")
def _(folder: Path) -> Path:
    data = '<Data name="a"><value>1</value></Data>' * 10_000
    return _kml(folder / "t.kml", TOWN.replace("<Point>", f"<ExtendedData>{data}</ExtendedData><Point>"))


@taken("folders of KML nested a hundred thousand deep", 1)
def _(folder: Path) -> Path:
    return _kml(folder / "t.kml", "<Folder>" * 100_000, TOWN, "</Folder>" * 100_000)


@taken("coordinates of KML that are none", 1, 5, says={"bad_geometry", "coordinate_out_of_range"})
def _(folder: Path) -> Path:
    odd = ("a,b", "nan,inf", "1e999,1", "200,100", "1;2")
    return _kml(folder / "t.kml", *(TOWN.replace("29.1,-1.5", text) for text in odd), TOWN)


@taken("a place of KML in a line of five million", 1, 1, says={"wrong_geometry"})
def _(folder: Path) -> Path:
    long = f"<LineString><coordinates>{'29,1 ' * 5_000_000}</coordinates></LineString>"
    return _kml(folder / "t.kml", TOWN.replace(POINT, f"<MultiGeometry>{POINT}{long}</MultiGeometry>"), TOWN)


@refused("data of KML under thirty thousand names", "too_many_columns")
def _(folder: Path) -> Path:
    data = "".join(f'<Data name="a{n}"><value>1</value></Data>' for n in range(30_000))
    return _kml(folder / "t.kml", TOWN.replace(POINT, f"<ExtendedData>{data}</ExtendedData>{POINT}"))


@refused("KML in an encoding that nobody knows", "bad_xml")
def _(folder: Path) -> Path:
    return _text(folder / "t.kml", f'<?xml version="1.0" encoding="x-none"?>{KML}{TOWN}{END}')


@refused("KML cut in the middle", "bad_xml")
def _(folder: Path) -> Path:
    return _text(folder / "t.kml", f"{DECLARED}{KML}{TOWN}<Placemark><name>Br")


@refused("KML with NUL letters in it", "bad_xml")
def _(folder: Path) -> Path:
    return _kml(folder / "t.kml", TOWN.replace("Ama", "A\0ma"))


@refused("a second document behind KML", "bad_xml")
def _(folder: Path) -> Path:
    return _text(folder / "t.kml", f"{KML}{TOWN}{END}" * 2)


@refused("another document whose comment speaks of kml", "content_differs")
def _(folder: Path) -> Path:
    return _text(folder / "t.kml", f"{DECLARED}<!-- <kml > --><OGRVRTDataSource/>")


@refused("another outermost element by its prefix", "content_differs")
def _(folder: Path) -> Path:
    return _text(folder / "t.gpx", f"{DECLARED}<!-- <gpx> --><kml>{TOWN}</kml>")


@refused("a table named .kml", "content_differs")
def _(folder: Path) -> Path:
    return csv_at(folder / "t.kml", *TOWNS)


@refused("KML named .gpx", "content_differs")
def _(folder: Path) -> Path:
    return _kml(folder / "t.gpx", TOWN)


@refused("KML named .csv", "content_differs")
def _(folder: Path) -> Path:
    return _kml(folder / "t.csv", TOWN)


@refused("an archive named .kml", "content_differs")
def _(folder: Path) -> Path:
    return _kmz(folder / "t.kmz", doc=KML + END).rename(folder / "t.kml")


@refused("KML named .kmz", "content_differs")
def _(folder: Path) -> Path:
    return _kml(folder / "t.kmz", TOWN)


@refused("a KMZ that swells a thousandfold", "archive_swells")
def _(folder: Path) -> Path:
    return _kmz(folder / "t.kmz", doc=KML + " " * 50_000_000 + TOWN + END)


@refused("a KMZ whose document is another archive", "content_differs")
def _(folder: Path) -> Path:
    inner = _kmz(folder / "inner.zip", doc=KML + TOWN + END)
    with zipfile.ZipFile(folder / "t.kmz", "w") as archive:
        archive.writestr("note.kml", f"<note>{inner.name}</note>")
        archive.write(inner, "doc.kmz")
    return folder / "t.kmz"


@refused("a KMZ that holds a link", "archive_link")
def _(folder: Path) -> Path:
    link = zipfile.ZipInfo("doc.kml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(folder / "t.kmz", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    return folder / "t.kmz"


@refused("a KMZ whose document climbs out of its folder", "archive_outwards")
def _(folder: Path) -> Path:
    return _named(folder, "../../doc.kml")


@refused("a KMZ whose document lies at the root of the disk", "archive_outwards")
def _(folder: Path) -> Path:
    return _named(folder, "/tmp/doc.kml")


@refused("a KMZ whose document lies on another drive", "archive_outwards")
def _(folder: Path) -> Path:
    return _named(folder, "C:doc.kml")


@refused("a KMZ of two documents", "kmz_not_one")
def _(folder: Path) -> Path:
    return _kmz(folder / "t.kmz", doc=KML + TOWN + END, other=KML + END)


@refused("a KMZ with entities inside", "entity_expansion")
def _(folder: Path) -> Path:
    return _kmz(folder / "t.kmz", doc=f"{DECLARED}<!DOCTYPE kml [{BOMB}]>{KML}&b7;{TOWN}{END}")


@refused("a KMZ whose document is damaged", "bad_archive")
def _(folder: Path) -> Path:
    path = _kmz(folder / "t.kmz", doc=KML + TOWN * 100 + END)
    content = bytearray(path.read_bytes())
    content[60:90] = b"\xff" * 30
    path.write_bytes(content)
    return path


@taken("waypoints of GPX without a place, or with one that is none", 1, 4, says={"bad_geometry"})
def _(folder: Path) -> Path:
    odd = ("", 'lat="-1.5"', 'lat="nan" lon="29"', 'lat="1_0" lon="29"')
    return _gpx(folder / "t.gpx", *(f"<wpt {text}><name>x</name></wpt>" for text in odd), WAYPOINT)


@taken("a track of GPX with a million points in one place", 0, 1, says={"zero_length"}, kind="roads")
def _(folder: Path) -> Path:
    return _gpx(folder / "t.gpx", f"<trk><trkseg>{STOOD * 1_000_000}</trkseg></trk>")


@taken("extensions of GPX with links", 1)
def _(folder: Path) -> Path:
    link = '<link href="http://127.0.0.1:9/x"><text>x</text></link><extensions><a href="file:///etc/x"/></extensions>'
    return _gpx(folder / "t.gpx", WAYPOINT.replace("</wpt>", f"{link}</wpt>"))
