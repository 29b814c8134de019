# SPDX-License-Identifier: GPL-3.0-or-later
"""What the numbers of an answer are called, by key."""

from __future__ import annotations

from ui.messages import tr

GROUPS = (
    *("standard", "alert", "decision", "notice", "team", "guard", "support_share", "strength", "base"),
    *("light", "heavy", "foot", "wet", "helicopter", "patrol", "network", "round", "sensitivity"),
)
"""In the order of a response: what is asked, who goes, how fast; then the rest."""


def group_text(group: str) -> str:
    """Heading of a group of numbers."""
    return {
        "standard": tr("Standards"),
        "light": tr("Speed of light vehicles, dry"),
        "heavy": tr("Speed of heavy vehicles, dry"),
        "foot": tr("Speed on foot"),
        "wet": tr("Wet season: longer by"),
        "helicopter": tr("Helicopter"),
        "alert": tr("Alert"),
        "decision": tr("Decision"),
        "notice": tr("Notice to move"),
        "strength": tr("Usual strength"),
        "support_share": tr("Share in support"),
        "guard": tr("Guard of a base"),
        "team": tr("Teams"),
        "base": tr("Bases"),
        "patrol": tr("Patrols"),
        "network": tr("Roads and places"),
        "round": tr("Newer lists of sites"),
        "sensitivity": tr("What is tried for the sensitivity"),
    }.get(group, _plain(group))


def entry_text(key: str) -> str:
    """What a number is, within its group."""
    return {
        "standard.idp_site": tr("IDP site"),
        "standard.must": tr("Site of priority must"),
        "standard.backup_factor": tr("Backup, times the standard"),
        "standard.teams_needed": tr("Teams a site needs"),
        "light.minimum_practicability": tr("Least practicability of a road"),
        "heavy.minimum_practicability": tr("Least practicability of a road"),
        "foot.minimum_practicability": tr("Least practicability of a road"),
        "light.rough": tr("At most on a rough surface"),
        "light.smooth": tr("At least on a smooth surface"),
        "light.minimum_total_load": tr("A road must bear in all"),
        "heavy.minimum_total_load": tr("A road must bear in all"),
        "light.minimum_axle_load": tr("A road must bear on an axle"),
        "heavy.minimum_axle_load": tr("A road must bear on an axle"),
        "light.minimum_width": tr("Least width of a road"),
        "heavy.minimum_width": tr("Least width of a road"),
        "heavy.factor": tr("On roads, times light vehicles"),
        "foot.any": tr("On any road"),
        "helicopter.end": tr("Time on the ground at each end"),
        "notice.standing": tr("Standing team of a base"),
        "notice.QRF": tr("Quick reaction force"),
        "notice.other": tr("Other units"),
        "support_share.other": tr("Other units"),
        "support_share.QRF": tr("Quick reaction force"),
        "notice.FPU": tr("Formed police unit"),
        "strength.FPU": tr("Formed police unit"),
        "support_share.FPU": tr("Formed police unit"),
        "guard.TOB": tr("Temporary operating base (TOB)"),
        "guard.SCD": tr("Standing combat deployment (SCD)"),
        "guard.MOB": tr("Mobile operating base (MOB)"),
        "guard.COB": tr("Company operating base (COB)"),
        "guard.HQ": tr("Headquarters (HQ)"),
        "team.day": tr("Size by day"),
        "team.night": tr("Size by night"),
        "team.ready_share": tr("Share that is ready"),
        "base.company_from": tr("Counts as a COB from this strength"),
        "base.apart": tr("A backup comes from further than"),
        "patrol.sdp_duration": tr("SDP: duration"),
        "patrol.sdp_on_task": tr("SDP: time on task"),
        "patrol.daylight": tr("Daylight"),
        "patrol.ldp_days": tr("LDP: duration"),
        "patrol.ldp_on_task": tr("LDP: time on task"),
        "patrol.ldp_moving": tr("LDP: moving"),
        "network.snap": tr("Loose road ends are joined within"),
        "network.attach": tr("Furthest leg between a place and a road"),
        "network.direct": tr("Furthest leg without a road"),
        "network.far": tr("A leg to a road is reported from"),
        "network.margin": tr("Margin around the mission area"),
        "network.double": tr("An IDP site this near a settlement may be double"),
        "round.near": tr("A camp is known by its name within"),
        "round.spot": tr("Two places are one spot within"),
        "sensitivity.slow": tr("Slower"),
        "sensitivity.fast": tr("Faster"),
        "sensitivity.alert": tr("Later alert"),
    }.get(key, _plain(key.partition(".")[2]))


def _plain(word: str) -> str:
    spaced = word.replace("_", " ")
    return spaced[:1].upper() + spaced[1:]
