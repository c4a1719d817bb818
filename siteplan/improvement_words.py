"""Improvements in whole sentences, Norwegian bokmål and English."""

from __future__ import annotations

import math

from siteplan.criterion import CriterionResult, Quantity
from siteplan.improvement import Effect, Improvement
from siteplan.layout_changes import Change
from siteplan.text import Language, label, number, quantity, say, score

_WINDS = ("E", "NE", "N", "NW", "W", "SW", "S", "SE")


def change_sentence(change: Change, language: Language) -> str:
    """What to do: "Move the base 5 m to the east and turn it 90°"."""
    values = {"what": _what(change, language)}
    if change.kind == "lamp":
        assert change.at is not None
        values |= {"x": number(change.at[0], language, decimals=1), "y": number(change.at[1], language, decimals=1)}
        return say("improvement", "change.lamp", language, values)
    if change.kind == "shift_window":
        assert change.at is not None
        far = Quantity(value=math.hypot(*change.at), unit="m")
        return say("improvement", "change.shift_window", language, values | {"distance": quantity(far, language)})
    if change.kind != "move":
        return say("improvement", f"change.{change.kind}", language, values)
    distance = math.hypot(change.dx, change.dy)
    wind = _WINDS[round(math.degrees(math.atan2(change.dy, change.dx)) / 45) % 8]
    values |= {
        "distance": quantity(Quantity(value=distance, unit="m"), language),
        "direction": say("improvement", f"direction.{wind}", language),
        "degrees": quantity(Quantity(value=abs(change.degrees), unit="deg"), language),
    }
    key = "turn" if distance == 0 else "move_turn" if change.degrees else "move"
    return say("improvement", f"change.{key}", language, values)


def _what(change: Change, language: Language) -> str:
    if change.kind != "move":
        return change.target
    name = change.target.partition(":")[2]
    if change.target == "base" or name.startswith("base"):
        return say("improvement", "change.base", language)
    return say("improvement", "change.building", language, {"name": name})


def improvement_lines(found: Improvement, language: Language, *, most: int = 12) -> list[str]:
    """The change, whether it is enough, and its effect on every criterion that it moves."""
    title = found.before.result(found.criterion).spec.text[language].title
    lines = [change_sentence(found.change, language) + "."]
    if found.mends:
        lines.append(say("improvement", "mends", language, {"criterion": title}))
    else:
        values = {
            "before": score(found.before.result(found.criterion).score, language),
            "after": score(found.after.result(found.criterion).score, language),
        }
        lines.append(say("improvement", "helps", language, values))
    rest = [effect for effect in found.effects if effect.criterion != found.criterion]
    if not rest:
        return [*lines, say("improvement", "no_effects", language)]
    lines.append(say("improvement", "effects", language))
    return [*lines, *(f"  {effect_sentence(effect, language)}" for effect in rest[:most])]


def effect_sentence(effect: Effect, language: Language) -> str:
    """One criterion before and after."""
    values = {
        "criterion": effect.before.spec.text[language].title, "before": _stands(effect.before, language),
        "after": _stands(effect.after, language),
    }  # fmt: skip
    return say("improvement", "effect", language, values)


def _stands(result: CriterionResult, language: Language) -> str:
    word = label("outcome", result.outcome.value, language)
    return word if result.score is None else f"{score(result.score, language)} ({word})"
