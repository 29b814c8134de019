/* SPDX-License-Identifier: GPL-3.0-or-later
   Draws the map from the data in the page: layers, legend, pop-ups. Texts become text nodes, never markup. */
"use strict";
(() => {
  const map = window.map_gisplanner;
  const data = JSON.parse(document.getElementById("gisplanner-data").textContent);
  const SVG = "http://www.w3.org/2000/svg";
  const BANDS = ["#fde725", "#a5db36", "#4ac16d", "#1fa187", "#277f8e", "#46327e"];
  const STATUS = {
    within: ["#1b7f4b", "within standard"],
    under_strength: ["#d98200", "under strength"],
    late: ["#5b4db3", "late"],
    unreachable: ["#b3123d", "unreachable"],
    unknown: ["#5f6b76", "unknown"],
  };
  const FIRST = 3; /* so many of the changes are named whatever is in the way */
  const NEAR = 8.5; /* from this zoom on there is room for every name */
  const SIZES = [[30000, 6], [8000, 3], [0, 0]]; /* people from, pixels more */
  const ROADS = {
    paved: ["#5a1f1f", 3, null], gravel: ["#8a5a2b", 2.2, null], dirt: ["#a08256", 1.5, null],
    track: ["#a08256", 1, "4 3"], unknown: ["#8c8c8c", 1.2, "2 2"],
  };

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text !== undefined && text !== null) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const shape = (name, attributes) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const svg = (width, height, ...parts) => {
    const made = shape("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
    made.append(...parts);
    return made;
  };

  /* Signs: colour and form both say the status; a camp has a double outline. */
  const statusSign = (status, kind, size, changed) => {
    const [colour] = STATUS[status];
    const m = size / 2, r = m - 3;
    const look = { fill: colour, stroke: "#ffffff", "stroke-width": 1.2 };
    const forms = {
      within: () => shape("circle", { cx: m, cy: m, r, ...look }),
      under_strength: () => shape("path", { d: `M${m} ${m - r}L${m + r} ${m + r}H${m - r}Z`, ...look }),
      late: () => shape("rect", { x: m - r * 0.9, y: m - r * 0.9, width: r * 1.8, height: r * 1.8, ...look }),
      unreachable: () => shape("path", {
        d: `M${m - r} ${m - r}L${m + r} ${m + r}M${m + r} ${m - r}L${m - r} ${m + r}`,
        fill: "none", stroke: colour, "stroke-width": Math.max(2.5, size / 5), "stroke-linecap": "round",
      }),
      unknown: () => shape("path", { d: `M${m} 0L${size} ${m}L${m} ${size}L0 ${m}Z`, ...look }),
    };
    const parts = [];
    if (kind === "idp_site") parts.push(shape("rect", { x: 0.8, y: 0.8, width: size - 1.6, height: size - 1.6, rx: 2, fill: "#ffffff", "fill-opacity": 0.85, stroke: "#1b1f24", "stroke-width": 1.4 }));
    parts.push(forms[status]());
    if (status === "unknown") {
      const mark = shape("text", { x: m, y: m + size * 0.22, "text-anchor": "middle", "font-size": size * 0.62, "font-weight": 700, fill: "#ffffff" });
      mark.textContent = "?";
      parts.push(mark);
    }
    if (changed === "lost" || changed === "cut_off") parts.push(shape("circle", { cx: m, cy: m, r: m - 0.8, fill: "none", stroke: "#d6002a", "stroke-width": 1.6 }));
    if (changed === "gained" || changed === "reconnected") parts.push(shape("circle", { cx: m, cy: m, r: m - 0.8, fill: "none", stroke: "#0050c8", "stroke-width": 1.6, "stroke-dasharray": "3 2" }));
    return svg(size, size, ...parts);
  };
  /* A base is a flag on a staff, so that the place it stands at stays in sight; a small one where there is no room. */
  const FLAG = 18, STAFF = 10, PENNANT = 10;
  const baseSign = (base, crowded) => {
    const said = base.open ? `${base.kind} ${base.teams === null ? "?" : base.teams}` : base.kind;
    const width = crowded ? 2 * PENNANT + 4 : Math.max(34, said.length * 7 + 8);
    const middle = width / 2, foot = FLAG + STAFF;
    const cloth = { fill: base.open ? "#cfe3ff" : "#ffffff", stroke: "#0b2e63", ...(base.open ? {} : { "stroke-dasharray": "4 2" }) };
    const part = (name, top, rect, ...more) => {
      const made = shape("g", { class: name });
      made.append(shape("path", { d: `M${middle} ${top}V${foot}`, stroke: "#0b2e63", "stroke-width": name === "whole" ? 2 : 1.4 }), shape("rect", { ...cloth, ...rect }), ...more);
      return made;
    };
    const words = shape("text", { x: middle, y: 13, "text-anchor": "middle", "font-size": 11, "font-weight": 700, fill: "#0b2e63" });
    words.textContent = said;
    const whole = part("whole", FLAG, { x: 1, y: 1, width: width - 2, height: FLAG - 2, "stroke-width": 1.8 }, words);
    const small = base.open
      ? part("small", 12, { x: middle, y: 12, width: PENNANT, height: 8, "stroke-width": 1.4, fill: "#3f7fd6" })
      : part("small", 14, { x: middle, y: 14, width: PENNANT - 2, height: 6, "stroke-width": 1.2, "stroke-dasharray": "2 1.5" });
    const made = svg(width, foot, whole, small);
    made.classList.toggle("crowded", Boolean(crowded));
    return made;
  };
  const closureSign = () => svg(18, 18, shape("circle", { cx: 9, cy: 9, r: 8, fill: "#ffffff", stroke: "#111111", "stroke-width": 1.6 }), shape("path", { d: "M4 9H14", stroke: "#c00020", "stroke-width": 3.4 }));
  const swatch = (attributes) => svg(18, 12, shape("rect", { x: 0.5, y: 0.5, width: 17, height: 11, ...attributes }));
  const stroke = (colour, width, dash) => {
    const made = shape("path", { d: "M0 6H18", stroke: colour, "stroke-width": width, fill: "none" });
    if (dash) made.setAttribute("stroke-dasharray", dash);
    return svg(18, 12, made);
  };
  const hatch = (id, colour, path) => {
    const pattern = shape("pattern", { id, width: 8, height: 8, patternUnits: "userSpaceOnUse" });
    pattern.append(shape("path", { d: path, stroke: colour, "stroke-width": 1.8 }));
    return pattern;
  };
  const LOST = "M-2 2L2 -2M0 8L8 0M6 10L10 6", GAINED = "M-2 6L2 10M0 0L8 8M6 -2L10 2";

  const ROOM = { minWidth: 300, maxWidth: 340, maxHeight: 420 };
  const popup = (mark) => () => {
    const made = element("div", null, "popup");
    made.append(element("h3", mark.name));
    const list = element("dl");
    for (const [key, value] of mark.lines) list.append(element("dt", key), element("dd", value));
    made.append(list);
    return made;
  };

  const panes = ["land", "bands", "water", "change", "borders", "roads", "closures", "incidents", "sites", "bases", "changed", "names"];
  panes.forEach((name, at) => { map.createPane(name).style.zIndex = String(400 + at * 10); });
  map.getPane("names").style.pointerEvents = "none";

  const geo = (geometry, pane, style, renderer) => L.geoJSON(geometry, { pane, style: { pane, interactive: false, ...style }, interactive: false, renderer: renderer || L.svg({ pane }) });
  const sign = (at, content, size, pane, title, anchor) => L.marker(at, {
    icon: L.divIcon({ html: content, className: "sign", iconSize: size, iconAnchor: anchor || [size[0] / 2, size[1] / 2] }), pane, title: title || "", alt: title || "", keyboard: Boolean(title),
  });
  const label = (at, words, className, offset) => {
    const html = element("div", words, `name ${className}`);
    if (offset) html.dataset.gap = String(2 * -offset[0]);
    return L.marker(at, {
      icon: L.divIcon({ html, className: "sign", iconSize: [0, 0], iconAnchor: offset || [0, 0] }),
      pane: "names", interactive: false, keyboard: false,
    });
  };

  /* Layers, from the ground up. */
  const groups = {};
  const group = (name, on) => { const made = L.layerGroup(); groups[name] = { layer: made, on }; return made; };

  geo(data.extent, "land", { fillColor: "#faf9f4", fillOpacity: 1, color: "#6b7580", weight: 1.2 }).addTo(map);
  const bands = group("bands", true);
  data.bands.forEach((band, at) => geo(band.geometry, "bands", { stroke: false, fillColor: BANDS[at % BANDS.length], fillOpacity: 0.42 }).addTo(bands));
  const water = group("water", true);
  data.water.forEach((one) => geo(one.geometry, "water", { color: "#5b8fb5", weight: 1.6, fillColor: "#a9c8df", fillOpacity: 0.95 }).addTo(water));
  const areas = group("areas", true);
  data.areas.forEach((one) => {
    const sector = one.kind === "sector";
    geo(one.geometry, "borders", { fill: false, color: sector ? "#3d3049" : "#6d6078", weight: sector ? 2.4 : 1, dashArray: sector ? "10 4 2 4" : "4 4" }).addTo(areas);
    if (one.name) label(one.at, one.name, one.kind).addTo(areas);
  });
  const roads = group("roads", true);
  data.roads.forEach((one) => {
    const [color, weight, dashArray] = ROADS[one.name];
    geo(one.geometry, "roads", { color, weight, dashArray, opacity: 0.85, fill: false }).addTo(roads);
  });
  const changes = L.svg({ pane: "change" });
  const hatched = (name, geometry, colour, path) => {
    if (!geometry) return;
    const layer = group(name, true);
    geo(geometry, "change", { color: colour, weight: 1, className: `hatched-${name}`, fillColor: `url(#hatch-${name})`, fillOpacity: 1 }, changes).addTo(layer);
    layer.on("add", () => {
      const root = map.getPane("change").querySelector("svg");
      if (root && !root.querySelector(`#hatch-${name}`)) {
        const defs = shape("defs", {});
        defs.append(hatch(`hatch-${name}`, colour, path));
        root.prepend(defs);
      }
    });
  };
  hatched("lost", data.lost, "#d6002a", LOST);
  hatched("gained", data.gained, "#0050c8", GAINED);
  const closures = group("closures", true);
  data.closures.forEach((one) => {
    geo(one.geometry.type === "Point" ? { type: "GeometryCollection", geometries: [] } : one.geometry, "closures", { color: "#111111", weight: 3, dashArray: "2 5", fillColor: "#111111", fillOpacity: 0.12 }).addTo(closures);
    sign(one.at, closureSign(), [18, 18], "closures", one.name).bindPopup(popup({ name: one.name, lines: [["kind", "closure"]] }), ROOM).addTo(closures);
  });
  const incidents = group("incidents", false);
  data.incidents.forEach((one) => {
    const mark = svg(12, 12, shape("path", { d: "M6 0L7.5 4.5H12L8.3 7.2L9.8 12L6 9L2.2 12L3.7 7.2L0 4.5H4.5Z", fill: "#7a2048", "fill-opacity": 0.8 }));
    sign([one.lat, one.lon], mark, [12, 12], "incidents", one.name).bindPopup(popup(one), ROOM).addTo(incidents);
  });
  const sites = group("sites", true);
  const ringed = (one) => ["lost", "gained", "cut_off", "reconnected"].includes(one.change);
  const RANK = ["within", "unknown", "late", "under_strength", "unreachable"];
  const drawn = [...data.sites].sort((a, b) => Number(Boolean(a.change)) - Number(Boolean(b.change)) || RANK.indexOf(a.status) - RANK.indexOf(b.status));
  const sizeOf = (one) => 13 + SIZES.find(([from]) => one.people >= from)[1] + (one.kind === "idp_site" ? 5 : 0) + (one.change ? 4 : 0);
  drawn.forEach((one) => {
    const size = sizeOf(one);
    const mark = sign([one.lat, one.lon], statusSign(one.status, one.kind, size, one.change), [size, size], ringed(one) ? "changed" : "sites", `${one.name}: ${STATUS[one.status][1]}`);
    mark.options.zIndexOffset = ringed(one) ? one.people : 0; /* the largest change on top */
    mark.bindPopup(popup(one), ROOM).addTo(sites);
  });
  const named = [...data.sites].sort((a, b) => Number(b.change === "lost") - Number(a.change === "lost") || b.people - a.people);
  named.forEach((one, at) => {
    const aside = ringed(one) ? -sizeOf(one) / 2 - 2 : -10;
    label([one.lat, one.lon], one.name, ringed(one) ? `site changed${at < FIRST ? " first" : ""}` : one.people >= 60000 ? "site" : "site small", [aside, 6]).addTo(sites);
  });
  const bases = group("bases", true);
  const flags = data.bases.map((one) => {
    const picture = baseSign(one);
    const width = Number(picture.getAttribute("width"));
    const teams = one.teams === null ? "strength unknown" : `${one.strength} people, ${one.teams} ${one.teams === 1 ? "team" : "teams"}`;
    sign([one.lat, one.lon], picture, [width, FLAG + STAFF], "bases", `${one.name}: ${one.open ? teams : "closed"}`, [width / 2, FLAG + STAFF]).bindPopup(popup(one), ROOM).addTo(bases);
    const words = label([one.lat, one.lon], one.name, one.open ? "base" : "base closed", [-width / 2 - 3, FLAG + STAFF - 3]);
    const name = words.options.icon.options.html;
    name.append(element("span", `: ${one.open ? teams : "closed"}`, "detail"));
    words.addTo(bases);
    return { one, picture, name, spare: width / 2 - PENNANT };
  });
  flags.sort((a, b) => Number(b.one.open) - Number(a.one.open) || b.one.teams - a.one.teams);

  /* A flag is whole where it lies on no other and on no site that changed; when zoomed out closed ones are never. */
  const touch = (box, others) => others.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom);
  const boxOf = (one) => one.getBoundingClientRect();
  const hoist = (far) => {
    const rings = [...map.getPane("changed").querySelectorAll("svg")].map(boxOf);
    const whole = [], small = [];
    for (const { one, picture, name, spare } of flags) {
      if (!picture.isConnected) continue;
      picture.classList.remove("crowded");
      const box = boxOf(picture.querySelector(".whole rect"));
      const crowded = (far && !one.open) || touch(box, whole) || touch(box, rings);
      picture.classList.toggle("crowded", crowded);
      name.dataset.inset = crowded ? String(spare) : "0";
      if (crowded) small.push(boxOf(picture.querySelector(".small rect"))); else whole.push(box);
    }
    return { whole, rings, small };
  };

  /* Names give way to each other: sectors, sites that changed, bases, districts, closed bases, then by people. One that
     finds no room to the right of its sign is tried on the left, one of a change or an area higher and lower too; else
     it is not shown. A place and its base under one name bear it once. */
  const STEPS = [28, -28, 56, -56].map((step) => `translateY(${step}px)`);
  const ORDER = ["sector", "changed", "base", "district", "closed", "site"];
  const placesOf = (one) => {
    const { gap, inset } = one.dataset;
    if (!gap) return ["", ...STEPS];
    const right = -(inset || 0), left = `calc(-100% - ${gap - (inset || 0)}px)`;
    const rows = one.classList.contains("changed") ? [0, 13, -13, 26, -26] : inset > 0 ? [8, -5, 21] : [0];
    return rows.flatMap((y) => [`translate(${right}px, ${y}px)`, `translate(${left}, ${y}px)`]);
  };
  const tidy = () => {
    const far = map.getZoom() < NEAR;
    map.getContainer().classList.toggle("far", far);
    const { whole, rings, small } = hoist(far);
    const taken = [...whole], shown = [];
    const labels = [...map.getPane("names").querySelectorAll(".name")].filter((one) => one.offsetParent !== null);
    const rank = (one) => (one.classList.contains("closed") ? ORDER.indexOf("closed") : ORDER.findIndex((kind) => one.classList.contains(kind)));
    labels.map((one, at) => [rank(one), at, one]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).forEach(([, , one]) => {
      const at = boxOf(one.parentElement), words = one.firstChild.data.trim().toLowerCase();
      const twice = shown.some((other) => other.words === words && Math.hypot(other.at.left - at.left, other.at.top - at.top) < 80);
      const changed = one.classList.contains("changed"), base = one.classList.contains("base");
      const signs = changed ? rings : [...rings, ...small];
      const must = one.classList.contains("first") || (base && !one.classList.contains("closed")); /* rather across a sign than not at all */
      const fits = !twice && (must ? [signs, []] : [signs]).some((others) => placesOf(one).some((place) => {
        one.style.transform = place;
        const box = boxOf(one);
        const free = !touch(box, taken) && !touch(box, others);
        if (free) taken.push(box);
        return free;
      }));
      if (fits) shown.push({ words, at });
      one.classList.toggle("hidden", !fits);
    });
  };

  /* Graticule. */
  const lines = group("graticule", true);
  const graticule = () => {
    lines.clearLayers();
    const view = map.getBounds();
    const step = [10, 5, 2, 1, 0.5, 0.25, 0.1, 0.05].find((one) => (view.getEast() - view.getWest()) / one >= 4) || 0.02;
    const places = step < 1 ? 2 : 0;
    const draw = (points, at, words, offset) => {
      L.polyline(points, { color: "#3b4754", weight: 0.6, opacity: 0.35, interactive: false, pane: "borders" }).addTo(lines);
      L.marker(at, { icon: L.divIcon({ html: element("div", words, "grid-label"), className: "sign", iconSize: [0, 0], iconAnchor: offset }), pane: "names", interactive: false, keyboard: false }).addTo(lines);
    };
    const turned = (lon) => ((lon + 540) % 360) - 180;
    for (let lon = Math.ceil(view.getWest() / step) * step; lon < view.getEast(); lon += step) {
      const shown = turned(lon);
      draw([[view.getSouth(), lon], [view.getNorth(), lon]], [view.getNorth(), lon], `${Math.abs(shown).toFixed(places)}° ${shown < 0 ? "W" : "E"}`, [-3, -2]);
    }
    for (let lat = Math.ceil(view.getSouth() / step) * step; lat < view.getNorth(); lat += step) {
      draw([[lat, view.getWest()], [lat, view.getEast()]], [lat, view.getWest()], `${Math.abs(lat).toFixed(places)}° ${lat < 0 ? "S" : "N"}`, [-4, 13]);
    }
  };

  /* Legend: what is drawn, and switches for it. */
  const legend = document.getElementById("legend");
  const switchOf = (name, words, picture) => {
    if (!groups[name]) return;
    const box = element("input");
    box.type = "checkbox";
    box.checked = groups[name].on;
    box.id = `layer-${name}`;
    box.addEventListener("change", () => { box.checked ? groups[name].layer.addTo(map) : groups[name].layer.remove(); tidy(); });
    const row = element("label");
    row.append(box, ...(picture ? [picture] : []), element("span", words));
    (last || legend).append(row);
  };
  let last = null; /* where short switches stand side by side */
  const keys = () => { const made = element("div", null, "keys"); legend.append(made); return made; };
  const key = (into, picture, words) => { const row = element("div", null, "key"); row.append(picture, element("span", words)); into.append(row); };

  switchOf("sites", "Sites, by status and people");
  const statuses = keys();
  for (const [status, [, words]] of Object.entries(STATUS)) {
    const count = data.sites.filter((one) => one.status === status).length;
    key(statuses, statusSign(status, "settlement", 16), `${words} (${count})`);
  }
  key(statuses, statusSign("within", "idp_site", 18), "IDP site: boxed");
  const note = "Late: reachable, not in time. Under strength: too few teams in time. Larger signs: from ";
  legend.append(element("p", `${note}${SIZES.slice(0, -1).map(([from]) => from.toLocaleString("en")).reverse().join(" and from ")} people.`, "note"));
  if (data.lost || data.gained || data.sites.some((one) => one.change)) {
    const rings = keys();
    key(rings, statusSign("late", "settlement", 18, "lost"), "lost, or cut off");
    key(rings, statusSign("within", "settlement", 18, "gained"), "gained, reconnected");
  }
  last = element("div", null, "switches");
  legend.append(last);
  switchOf("lost", "Ground lost", swatch({ fill: "url(#key-lost)", stroke: "#d6002a" }));
  switchOf("gained", "Ground gained", swatch({ fill: "url(#key-gained)", stroke: "#0050c8" }));
  last = null;
  switchOf("bases", "Bases: kind and teams", baseSign({ kind: "TOB", open: true, teams: 4 }));
  const pennants = keys();
  key(pennants, baseSign({ kind: "TOB", open: true, teams: 4 }, true), "where crowded");
  key(pennants, baseSign({ kind: "TOB", open: false }, true), "closed");
  switchOf("bands", "Response on open ground");
  const steps = keys();
  data.bands.forEach((band, at) => key(steps, swatch({ fill: BANDS[at % BANDS.length], "fill-opacity": 0.6, stroke: "#888888" }), band.label));
  switchOf("roads", "Roads, by surface");
  const surfaces = keys();
  data.roads.forEach((one) => key(surfaces, stroke(...ROADS[one.name]), one.name));
  last = element("div", null, "switches");
  legend.append(last);
  switchOf("closures", "Closures", closureSign());
  switchOf("areas", "Area borders", stroke("#3d3049", 2, "8 3 2 3"));
  switchOf("water", "Water", swatch({ fill: "#a9c8df", stroke: "#5b8fb5" }));
  switchOf("incidents", "Incidents", svg(14, 14, shape("path", { d: "M7 1L8.5 5.5H13L9.3 8.2L10.8 13L7 10L3.2 13L4.7 8.2L1 5.5H5.5Z", fill: "#7a2048" })));
  switchOf("graticule", "Graticule");
  const patterns = svg(0, 0, hatch("key-lost", "#d6002a", LOST), hatch("key-gained", "#0050c8", GAINED));
  patterns.classList.add("patterns");
  legend.append(patterns);

  const north = L.control({ position: "topright" });
  north.onAdd = () => element("div", "▲ N", "north");
  north.addTo(map);
  const where = L.control({ position: "bottomright" });
  where.onAdd = () => element("div", "move the pointer to read a position", "where");
  where.addTo(map);
  map.on("mousemove", (event) => {
    const { lat, lng } = event.latlng.wrap();
    where.getContainer().textContent = `${Math.abs(lat).toFixed(4)}° ${lat < 0 ? "S" : "N"}, ${Math.abs(lng).toFixed(4)}° ${lng < 0 ? "W" : "E"}`;
  });
  L.control.scale({ imperial: false, maxWidth: 160 }).addTo(map);

  const [west, south, east, top] = data.bounds;
  map.options.zoomSnap = 0.25; /* there are no tiles to fit to: fill the pane */
  const whole = L.latLngBounds([[south, west], [top, east]]);
  const fit = (bounds) => map.fitBounds(bounds, { padding: [12, 12], animate: false });
  fit(whole);
  const home = map.getBounds();
  for (const { layer, on } of Object.values(groups)) if (on) layer.addTo(map);
  graticule();
  tidy();
  map.on("moveend zoomend", () => { graticule(); tidy(); });
  /* Until somebody takes hold of the map, it shows the whole of its ground whatever the window becomes. */
  let held = false;
  for (const name of ["pointerdown", "wheel", "keydown"]) map.getContainer().addEventListener(name, () => { held = true; }, { capture: true, once: true });
  map.on("resize", () => (held ? tidy() : fit(whole)));

  /* On paper the page has a size of its own: what is in view on the screen is fitted to it, and back. */
  let seen = null;
  const resized = (printing) => {
    document.documentElement.classList.toggle("printing", printing);
    map.invalidateSize({ animate: false, pan: false });
  };
  window.addEventListener("beforeprint", () => {
    const view = map.getBounds();
    seen = { at: map.getCenter(), zoom: map.getZoom() };
    resized(true);
    fit(view.equals(home) ? whole : view);
  });
  window.addEventListener("afterprint", () => {
    resized(false);
    map.setView(seen.at, seen.zoom, { animate: false });
  });
})();
