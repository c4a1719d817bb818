"""Where the plots of the demo page stand: name, score, middle [m from X, Y], width and depth [m]."""

from __future__ import annotations

X, Y = 569_500.0, 7_034_800.0
PLOTS: dict[str, tuple[str, float | None, tuple[float, float], float, float]] = {
    "p1": ("Østmarka", 0.91, (0, 0), 70, 46),
    "p2": ("Fjordgløtt", 0.74, (-330, 190), 60, 60),
    "p3": ("Kvartal 7", 0.55, (260, 240), 52, 40),
    "p4": ("Sagatun", 0.38, (-260, -210), 76, 44),
    "p5": ("Havnegata", 0.12, (330, -190), 48, 64),
    "p6": ("Skogkanten", None, (-60, 330), 64, 44),
}
