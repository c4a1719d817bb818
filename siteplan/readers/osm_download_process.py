"""OSMnx in a process of its own: reads a request as JSON on standard input, prints what came of it as JSON.

Started by :func:`siteplan.readers.osm_download.fetch_place`. The settings below are OSMnx's own module state, and end
with this process.
"""

from __future__ import annotations

import json
import math
import sys
from typing import Any
from urllib.parse import urlsplit

from siteplan import __version__

LARGEST_KM2 = 2500.0
"""OSMnx's usual limit for one question to Overpass; what is larger is better taken from a regional extract."""

POINT_RADIUS_M = 3000.0
"""Half the side of the box round a place that Nominatim knows only as a point."""

CONNECT_S, ANSWER_S = 5.0, 20.0
_M_PER_DEGREE = 111_320.0

Box = tuple[float, float, float, float]
Told = dict[str, Any]


def main() -> None:
    """Answer one request."""
    request = json.load(sys.stdin)
    print(json.dumps(fetch(request)))  # noqa: T201  the answer is what this process prints


def fetch(request: Told) -> Told:
    """Download; the answers lie as JSON files in the folder ``request["answers"]``.

    Returns
    -------
    dict
        ``box`` (west, south, east, north), or ``code`` and ``values`` of an issue.
    """
    import osmnx
    import requests
    from osmnx import _errors as errors

    for url in (request["nominatim_url"], request["overpass_url"]):
        try:
            requests.get(url.rstrip("/") + "/status", timeout=(CONNECT_S, ANSWER_S))
        except requests.RequestException as error:
            return _issue("fetch-no-network", server=urlsplit(url).netloc, reason=type(error).__name__)
    _settle(osmnx.settings, request)
    try:
        box = _box_of(request["place"])
        area_km2 = _area_km2(box)
        if area_km2 > LARGEST_KM2:
            return _issue("fetch-too-large", area_km2=f"{area_km2:.0f}", largest_km2=f"{LARGEST_KM2:.0f}")
        osmnx.features.features_from_bbox(box, dict.fromkeys(request["keys"], True))
    except errors.CacheOnlyInterruptError:
        return {"box": box}  # everything is downloaded; OSMnx is stopped before it makes a table of it
    except errors.InsufficientResponseError as error:
        if "responded:" in str(error):  # something answered, but not in JSON: a proxy's page, say
            return _issue("fetch-server", reason=str(error)[:120])
        return _issue("fetch-place-unknown")
    except errors.ResponseStatusCodeError as error:
        return _issue("fetch-server", reason=str(error)[:120])
    except requests.RequestException as error:
        return _issue("fetch-server", reason=type(error).__name__)
    raise RuntimeError("OSMnx went on where it should have stopped")


def _settle(settings: Any, request: Told) -> None:
    settings.nominatim_url = request["nominatim_url"].rstrip("/") + "/"
    settings.overpass_url = request["overpass_url"].rstrip("/")
    settings.use_cache = True  # the cache is where OSMnx keeps the answers as they came
    settings.cache_folder = request["answers"]
    settings.cache_only_mode = True
    settings.max_query_area_size = math.inf  # one question, one answer: none is lost unnoticed
    settings.doh_url_template = None  # ask the machine's own resolver, not a third party
    settings.http_user_agent = f"siteplan/{__version__} (with OSMnx)"


def _box_of(place: str) -> Box:
    """Bounding box of a place's outline, or a box round it where it is known as a point only."""
    import osmnx

    try:
        west, south, east, north = osmnx.geocoder.geocode_to_gdf(place).total_bounds
    except TypeError:  # OSMnx: no result has an outline
        lat, lon = osmnx.geocoder.geocode(place)
        dy = POINT_RADIUS_M / _M_PER_DEGREE
        dx = dy / math.cos(math.radians(lat))
        west, south, east, north = lon - dx, lat - dy, lon + dx, lat + dy
    return float(west), float(south), float(east), float(north)


def _area_km2(box: Box) -> float:
    west, south, east, north = box
    middle = math.cos(math.radians((south + north) / 2))
    return (east - west) * middle * (north - south) * (_M_PER_DEGREE / 1000) ** 2


def _issue(code: str, **values: str) -> Told:
    return {"code": code, "values": values}


if __name__ == "__main__":
    main()
