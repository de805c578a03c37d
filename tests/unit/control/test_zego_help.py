"""The words for the codes of the ZEGO SDK, all of them in every language."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.control.problems import problem_of_code, problem_of_error
from app.control.view_state import Phrase, Problem, Scope
from app.control.words import Language, Words, load_words
from app.control.zego_help import HARMLESS_CODES, RETRYING_CODES, CodeHelp, CodeTexts
from app.model.errors import ErrorCode, RoomError
from app.model.zego import AccountPart, MissingPartError

FOLDER = Path(__file__).parents[3] / "resources" / "i18n"
CODES = 303
FIGURES = re.compile(r"\d[\d.]*\d|\d")
LOW_LATENCY_IS_OFF = 1004072


def texts_in(language: Language) -> CodeTexts:
    return CodeTexts(FOLDER / f"zego_codes.{language.value}.json")


@pytest.fixture(params=list(Language), ids=lambda item: item.value)
def words(request: pytest.FixtureRequest) -> Words:
    return load_words(FOLDER, request.param)


@pytest.mark.parametrize("language", list(Language))
def test_every_code_has_words_in_every_language(language: Language) -> None:
    codes = texts_in(language).codes
    assert len(codes) == CODES
    assert codes == texts_in(Language.ENGLISH).codes
    assert {int(code) for code in ErrorCode if code < 1_100_000} <= codes
    assert codes >= HARMLESS_CODES | RETRYING_CODES


@pytest.mark.parametrize("language", list(Language))
def test_meaning_and_action_are_whole_sentences_of_their_language(language: Language) -> None:
    texts = texts_in(language)
    end = "." if language is Language.ENGLISH else "。"
    for code in texts.codes:
        found = texts.find(code)
        assert found is not None
        for text in (found.meaning, found.action):
            assert text.endswith(end), code
            is_chinese = re.search(r"[\u4e00-\u9fff]", text) is not None
            assert is_chinese is (language is Language.CHINESE), code


@pytest.mark.parametrize("language", list(Language))
def test_no_two_codes_read_alike(language: Language) -> None:
    texts = texts_in(language)
    meanings = [found.meaning for code in texts.codes if (found := texts.find(code))]
    repeated = {text for text in meanings if meanings.count(text) > 1}
    assert repeated == set()


def test_limits_are_the_same_in_every_language() -> None:
    english, chinese = texts_in(Language.ENGLISH), texts_in(Language.CHINESE)
    for code in english.codes:
        first, second = english.find(code), chinese.find(code)
        assert first is not None
        assert second is not None
        assert set(FIGURES.findall(first.action)) <= set(FIGURES.findall(second.action)), code


def test_the_service_that_is_off_by_default_is_told(words: Words) -> None:
    found = words.code_help(LOW_LATENCY_IS_OFF)
    assert found is not None
    assert "L3" in found.action
    assert "ZEGO" in found.action


def test_a_problem_with_a_code_of_the_sdk_alone_is_told_in_its_words(words: Words) -> None:
    problem = Problem(
        Phrase("error.CODE_1002034.cause"),
        Phrase("error.CODE_1002034.hint"),
        code=ErrorCode.ROOM_FULL,
    )
    found = words.code_help(ErrorCode.ROOM_FULL)
    assert found is not None
    assert words.problem(problem) == (found.meaning, found.action)


def test_a_code_that_nobody_knows_has_no_words(words: Words) -> None:
    assert words.code_help(1_999_999) is None


def test_nothing_is_read_before_the_first_code_is_met(tmp_path: Path) -> None:
    file = tmp_path / "codes.json"
    texts = CodeTexts(file)
    file.write_text(json.dumps({"5": ["It rains.", "Stay in."]}), encoding="utf-8")
    assert texts.find(5) == CodeHelp("It rains.", "Stay in.")


@pytest.mark.parametrize("content", [None, "no JSON", "[]", '{"a": ["x", "y"]}', '{"5": ["x"]}'])
def test_a_damaged_file_costs_the_words_and_nothing_else(
    tmp_path: Path, content: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "codes.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    assert CodeTexts(file).find(5) is None
    assert "cannot read the words for codes" in caplog.text


@pytest.mark.parametrize("scope", [Scope.ROOM, Scope.PUBLISH, Scope.PLAY])
def test_every_code_that_an_event_may_bring_is_told_in_words(words: Words, scope: Scope) -> None:
    for code in texts_in(Language.ENGLISH).codes - {0}:
        cause, hint = words.problem(problem_of_code(ErrorCode(code), scope))
        assert not cause.startswith(("error.", "problem.")), code
        assert cause[-1] in ".。", code
        assert hint[-1] in ".。", code


def test_an_error_with_a_code_of_the_sdk_keeps_its_own_sentence(words: Words) -> None:
    error = RoomError(
        "cannot enter room 'friday': the token has expired (ZEGO error 1002078)",
        hint="Get a new token.",
        code=ErrorCode(1002078),
    )
    cause, hint = words.problem(problem_of_error(error))
    assert "1002078" in cause
    assert hint
    if words.language is Language.CHINESE:
        assert cause.startswith("Token 已过期。")


def test_words_that_are_read_late_go_before_those_for_a_code(words: Words) -> None:
    error = MissingPartError(AccountPart.APP_ID, "cannot use it: the AppID is missing", hint="?")
    cause, hint = words.problem(problem_of_error(error))
    assert (cause, hint) == (words("zego.missing.app_id.cause"), words("zego.missing.app_id.hint"))
