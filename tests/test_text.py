"""Numbers and words for people, in both languages."""

from __future__ import annotations

import math

import pytest

from siteplan.criterion import Quantity, Unit
from siteplan.text import Language, fill, number, quantity, score, value_text


@pytest.mark.parametrize(
    ("value", "unit", "nb", "en"),
    [
        (312.4, "m", "312\u00a0m", "312\u00a0m"),
        (4.25, "m", "4,2\u00a0m", "4.2\u00a0m"),
        (12345.0, "m", "12\u202f345\u00a0m", "12,345\u00a0m"),
        (2.34, "km", "2,3\u00a0km", "2.3\u00a0km"),
        (0.875, "share", "88\u00a0%", "88%"),
        (3.0, "count", "3", "3"),
        (1.0, "storeys", "1\u00a0etasje", "1\u00a0storey"),
        (-0.01, "km", "0,0\u00a0km", "0.0\u00a0km"),
    ],
)  # fmt: skip
def test_numbers_carry_their_unit_and_the_language_s_decimal_sign(value: float, unit: Unit, nb: str, en: str) -> None:
    assert quantity(Quantity(value=value, unit=unit), "nb") == nb
    assert quantity(Quantity(value=value, unit=unit), "en") == en


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_score_that_does_not_exist_is_not_shown_as_zero(language: Language) -> None:
    assert score(None, language) == "–"
    assert score(0.0, language) == "0"


def test_a_brace_inside_a_value_stays_as_it_is() -> None:
    assert fill("{name} og {name}", {"name": "{x}"}) == "{x} og {x}"


def test_infinity_and_minus_are_readable() -> None:
    assert number(math.inf, "nb") == "∞"
    assert number(-5, "nb") == "\u22125"


def test_values_take_their_unit_from_their_name() -> None:
    assert value_text("distance_m", 300.0, "nb") == "300\u00a0m"
    assert value_text("seen_share", 0.5, "en") == "50%"
    assert value_text("minutes", 3.72, "nb") == "3,7\u00a0min"
    assert value_text("access", "entrance", "nb") == "inngang"
    assert value_text("anything", None, "nb") == "ukjent"
