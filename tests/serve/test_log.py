"""Logs are JSON, a line each, whatever text comes in; and a token never comes out."""

from __future__ import annotations

import io
import json
import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.serve.log import Bridge, Log

AT = datetime(2026, 3, 2, 12, 30, 0, 5000, tzinfo=UTC)
HOSTILE = [
    'quo"te',
    "two\nlines",
    '"}\n{"level": "error"',
    "\x1b[31mred\x1b[0m",
    "::error::no",
    "##[group]x",
    "\u202eevil",
    "\x00\x7f\ud800",
    "null\u2028line",
]


def lines(*fields: dict[str, Any], secrets: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    stream = io.StringIO()
    log = Log(stream, lambda: secrets, lambda: AT)
    for one in fields:
        log("info", "happened", **one)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_has_time_level_event_and_fields() -> None:
    assert lines({"job": "sync", "seconds": 1.23456, "count": 3, "good": True, "next": AT, "gone": None}) == [
        {
            "time": "2026-03-02T12:30:00.005+00:00",
            "level": "info",
            "event": "happened",
            "job": "sync",
            "seconds": 1.235,
            "count": 3,
            "good": True,
            "next": "2026-03-02T12:30:00+00:00",
            "gone": None,
        }
    ]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_g7_hostile_text_is_one_inert_line(text: str) -> None:
    (row,) = lines({"text": text})
    assert row["text"].isprintable()
    assert not row["text"].startswith("::")
    assert "##[" not in row["text"]


@given(st.text() | st.text(st.sampled_from('"\\\n\r\x1b[:#{},\u202e\u2028\x85')))
def test_g7_any_text_is_one_line_of_printable_ascii(text: str) -> None:
    stream = io.StringIO()
    Log(stream)("warning", "output", text=text)
    line = stream.getvalue()
    assert line.endswith("\n")
    assert line[:-1].isascii()
    assert line[:-1].isprintable()
    assert json.loads(line)["event"] == "output"


def test_no_token_and_no_credentials_of_an_address_are_told() -> None:
    (row,) = lines(
        {"a": "sent ghp_secret to x", "b": "https://me:ghp_old@github.com/a/b.git", "c": ["ghp_secret"]},
        secrets=("ghp_secret",),
    )
    assert (row["a"], row["b"], row["c"]) == ("sent *** to x", "https://***@github.com/a/b.git", "['***']")


def test_a_long_text_is_cut() -> None:
    (row,) = lines({"text": "x" * 100_000})
    assert len(row["text"]) == 2_000


def test_a_line_that_cannot_be_written_is_counted() -> None:
    stream = io.StringIO()
    log = Log(stream)
    stream.close()
    log("info", "happened")
    assert log.lost == 1


def test_what_a_library_warns_of_is_a_line_too() -> None:
    stream = io.StringIO()
    logger = logging.Logger("library")
    logger.addHandler(Bridge(Log(stream)))
    logger.info("too little")
    logger.warning("take %s", "care")
    (row,) = (json.loads(line) for line in stream.getvalue().splitlines())
    assert (row["level"], row["event"], row["name"], row["message"]) == (
        "warning",
        "library",
        "library",
        "take care",
    )
