"""The messages between a view and the journal."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from toolkit.formats.saving import (
    MESSAGE,
    Checked,
    CheckMessage,
    Hinted,
    HintMessage,
    Present,
    Refusal,
    Saved,
    SaveMessage,
)

AT = datetime(2026, 11, 22, 13, 2, 5, 123456, tzinfo=UTC)
SENT: dict[str, Any] = {
    "type": "answer",
    "ex": "intro-1-ska-eller-verka-for",
    "var": None,
    "rev": "9f31c2",
    "view": "k3v9",
    "seq": 4,
    "base": 12,
    "answer": {"rad": "verka"},
    "confidence": 2,
}


def test_the_type_says_which_message_it_is() -> None:
    assert type(MESSAGE.validate_python(SENT)) is SaveMessage
    assert type(MESSAGE.validate_python({**SENT, "type": "check"})) is CheckMessage
    assert type(MESSAGE.validate_python({**SENT, "type": "hint", "hint": 1})) is HintMessage


@pytest.mark.parametrize("missing", ["type", "ex", "rev", "view", "seq", "answer"])
def test_a_message_without_what_it_needs_is_refused(missing: str) -> None:
    with pytest.raises(ValidationError):
        MESSAGE.validate_python({name: value for name, value in SENT.items() if name != missing})


@pytest.mark.parametrize("absent", ["var", "base", "confidence"])
def test_what_may_be_absent_is_none(absent: str) -> None:
    message = MESSAGE.validate_python({name: value for name, value in SENT.items() if name != absent})
    assert getattr(message, absent) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", "submit"),
        ("ex", "Intro 1"),
        ("ex", "ab"),
        ("var", 1),
        ("var", "A"),
        ("rev", None),
        ("rev", "9F31C2"),
        ("view", ""),
        ("view", "å"),
        ("seq", "4"),
        ("seq", 4.0),
        ("seq", True),
        ("seq", -1),
        ("seq", 2**53 + 1),
        ("base", -1),
        ("confidence", 0),
        ("confidence", 4),
        ("confidence", True),
    ],
)
def test_types_are_strict(field: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        MESSAGE.validate_python({**SENT, field: value})


def test_unknown_fields_are_ignored() -> None:
    assert not hasattr(MESSAGE.validate_python({**SENT, "nytt": 1}), "nytt")


def test_replies_are_json_with_the_time_in_milliseconds() -> None:
    saved = {"ok": True, "n": 18, "at": "2026-11-22T13:02:05.123+00:00"}
    assert Saved(n=18, at=AT).model_dump(mode="json") == saved
    assert Hinted(n=18, at=AT, hint="Läs.").model_dump(mode="json") == {**saved, "hint": "Läs."}
    checked = Checked(n=18, at=AT, points=0.5, max=1, feedback={"explanation": ["Så."], "parts": {}})
    assert checked.model_dump(mode="json") == {
        **saved,
        "points": 0.5,
        "max": 1.0,
        "feedback": {"explanation": ["Så."], "parts": {}},
        "next": None,
    }


def test_a_refusal_carries_the_newer_answer() -> None:
    refusal = Refusal(why="stale", message="Ett senare svar finns.", present=Present(n=3, at=AT, answer=None))
    assert refusal.model_dump(mode="json") == {
        "ok": False,
        "why": "stale",
        "message": "Ett senare svar finns.",
        "present": {"n": 3, "at": "2026-11-22T13:02:05.123+00:00", "answer": None},
    }
