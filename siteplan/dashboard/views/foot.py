"""The last lines of every page: where the data come from, under which licence, and what is invented."""

from __future__ import annotations

from siteplan.dashboard.cache import LoadedSite
from siteplan.dashboard.markup import text
from siteplan.dashboard.words import Words

_OSM_LICENCE = "ODbL"


def attribution(loaded: LoadedSite, words: Words) -> str:
    """The line under a map: OpenStreetMap where its data are drawn, the plain word where the town is invented."""
    if loaded.invented:
        return words("foot.invented_short", {"name": loaded.site.name})
    if any(_OSM_LICENCE in (source.licence or "") for source in loaded.site.sources):
        return words("foot.osm")
    return ""


def foot(loaded: LoadedSite, words: Words) -> str:
    """Sources of the site, and what siteplan does not measure."""
    lines = []
    if loaded.invented:
        lines.append(words("foot.invented", {"name": loaded.site.name}))
    else:
        named = [
            source.name
            + (f" ({source.date})" if source.date else "")
            + (f", {source.licence}" if source.licence else "")
            for source in loaded.site.sources
        ]
        lines.append(words("foot.sources", {"sources": "; ".join(named)}))
        if attribution(loaded, words):
            lines.append(words("foot.osm"))
    lines.append(words("foot.quotes"))
    lines.append(words("foot.places"))
    return f'<footer class="foot">{"".join(f"<p>{text(line)}</p>" for line in lines)}</footer>'
