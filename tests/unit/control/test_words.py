import re
import string
from pathlib import Path

import pytest

from app.control.phases import HostPhase, WatchPhase
from app.control.problems import note, problem_of_code, problem_of_error, unexpected_problem
from app.control.view_state import Problem, Scope
from app.control.words import Language, Words, language_for, load_words
from app.model.errors import (
    DeviceUnusableError,
    ErrorCode,
    KliegError,
    LinkError,
    MediaServerError,
    RoomError,
    SettingsError,
)
from app.model.quality import QualityLevel
from app.model.session import RoomStateReason

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "resources" / "i18n"
KEY_IN_CODE = re.compile(r"\bwords\(\s*\"([a-z_.]+)\"")


@pytest.fixture(params=list(Language), ids=lambda item: item.value)
def words(request: pytest.FixtureRequest) -> Words:
    return load_words(FOLDER, request.param)


def texts(language: Language) -> dict[str, str]:
    words = load_words(FOLDER, language)
    for start in tuple(words._more):
        words._text_read_now(start)  # what is read when it is wanted
    return words._texts


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_the_languages_have_the_same_messages_with_the_same_gaps() -> None:
    english, chinese = texts(Language.ENGLISH), texts(Language.CHINESE)
    assert english.keys() == chinese.keys()
    assert {key: gaps(text) for key, text in english.items()} == {
        key: gaps(text) for key, text in chinese.items()
    }


def test_chinese_is_chinese() -> None:
    same = {"start.link_hint", "language.other"}
    untranslated = {
        key
        for key, text in texts(Language.CHINESE).items()
        if text and not re.search(r"[\u4e00-\u9fff]", text)
    }
    assert untranslated == same


def test_every_key_used_by_the_code_has_words() -> None:
    used: set[str] = set()
    for folder in ("ui", "app/control"):
        for path in (ROOT / folder).rglob("*.py"):
            used |= set(KEY_IN_CODE.findall(path.read_text(encoding="utf-8")))
    assert used <= texts(Language.ENGLISH).keys()


@pytest.mark.parametrize("code", [code for code in ErrorCode if code is not ErrorCode.OK])
def test_every_code_has_one_sentence_and_a_next_step(words: Words, code: ErrorCode) -> None:
    cause, hint = words.problem(problem_of_code(code, Scope.ROOM))
    assert cause[-1] in ".。"
    assert hint[-1] in ".。"
    assert cause.count(". ") == 0


def test_wrong_expired_and_foreign_access_are_told_apart(words: Words) -> None:
    codes = (
        ErrorCode.LOGIN_TOKEN_REFUSED,
        ErrorCode.TOKEN_MISSING,
        ErrorCode.STREAM_AUTHORISATION_REFUSED,
        ErrorCode.TOKEN_MALFORMED,
        ErrorCode.TOKEN_OF_OTHER_USER,
    )
    sentences = {words.problem(problem_of_code(code, Scope.ROOM))[0] for code in codes}
    assert len(sentences) == len(codes)


def test_no_two_codes_read_alike(words: Words) -> None:
    sentences = [words.problem(problem_of_code(code, Scope.ROOM))[0] for code in ErrorCode]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("reason", list(RoomStateReason))
def test_the_nine_reasons_have_words(words: Words, reason: RoomStateReason) -> None:
    key = f"room_reason.{reason.name}"
    assert words(key) != key


@pytest.mark.parametrize("phase", [*HostPhase, *WatchPhase])
def test_every_phase_has_words(words: Words, phase: HostPhase | WatchPhase) -> None:
    kind = "host_phase" if isinstance(phase, HostPhase) else "watch_phase"
    for part in ("pill", "title", "hint"):
        key = f"{kind}.{phase.value}.{part}"
        assert words(key) != key


@pytest.mark.parametrize("level", list(QualityLevel))
def test_every_quality_has_words(words: Words, level: QualityLevel) -> None:
    assert words(f"quality.{level.name}") != f"quality.{level.name}"


@pytest.mark.parametrize(
    "problem",
    [
        unexpected_problem("go live"),
        note("unclean_end", Scope.APP),
        note("source_ended", Scope.DEVICE),
        problem_of_error(LinkError("cannot open the link: it is cut off")),
        problem_of_error(MediaServerError("cannot start the server: no binary")),
        problem_of_error(SettingsError("cannot read the settings: damaged")),
    ],
)
def test_problems_without_a_code_have_words(words: Words, problem: Problem) -> None:
    cause, hint = words.problem(problem)
    assert not cause.startswith("problem.")
    assert not hint.startswith("problem.")


def test_an_error_keeps_its_own_sentence_where_it_says_more() -> None:
    error = LinkError("cannot open the link: it has expired", hint="Ask for a fresh one.")
    english = load_words(FOLDER, Language.ENGLISH).problem(problem_of_error(error))
    chinese = load_words(FOLDER, Language.CHINESE).problem(problem_of_error(error))

    assert english == ("Cannot open the link: it has expired.", "Ask for a fresh one.")
    assert chinese[0].startswith("这个观看链接无法打开。")
    assert "it has expired" in chinese[0]


def test_a_login_error_is_told_in_the_words_of_its_code(words: Words) -> None:
    error = RoomError("cannot enter room 'x': 401", code=ErrorCode.LOGIN_TOKEN_REFUSED)
    expected = words.problem(problem_of_code(ErrorCode.LOGIN_TOKEN_REFUSED, Scope.ROOM))
    assert words.problem(problem_of_error(error)) == expected


@pytest.mark.parametrize(
    ("error", "can_retry"),
    [
        (RoomError("x", code=ErrorCode.ROOM_UNREACHABLE), True),
        (RoomError("x", code=ErrorCode.TOKEN_MALFORMED), False),
        (LinkError("x"), True),
        (DeviceUnusableError("x", code=ErrorCode.DEVICE_IN_USE), True),
        (KliegError("x"), False),
    ],
)
def test_trying_again_is_offered_where_it_makes_sense(error: KliegError, can_retry: bool) -> None:
    assert problem_of_error(error).can_retry is can_retry


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("en_GB", Language.ENGLISH),
        ("zh_CN", Language.CHINESE),
        ("zh-Hant-TW", Language.CHINESE),
        ("de_DE", Language.ENGLISH),
        ("C", Language.ENGLISH),
        ("", Language.ENGLISH),
    ],
)
def test_the_language_follows_the_locale(locale: str, language: Language) -> None:
    assert language_for(locale) is language


def test_an_unknown_key_shows_itself_and_is_logged(
    words: Words, caplog: pytest.LogCaptureFixture
) -> None:
    assert words("no.such.key") == "no.such.key"
    assert "no.such.key" in caplog.text


def test_no_words_are_left_over() -> None:
    families = (
        *("error.", "problem.", "host_phase.", "watch_phase.", "room_reason.", "quality."),
        *("zego.engine.", "zego.credential.", "zego.about.", "zego.secret."),
        *("zego.step.", "zego.outcome.", "zego.said.", "zego.missing."),
    )
    code = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("ui", "app")
        for path in (ROOT / folder).rglob("*.py")
    )
    made_up = tuple(re.findall(r'f"([a-z_]+(?:\.[a-z_]+)*\.)\{', code))
    unused = [
        key
        for key in texts(Language.ENGLISH)
        if not key.startswith((*families, *made_up))
        and f'"{key}"' not in code
        and f"'{key}'" not in code
    ]
    assert unused == []


@pytest.mark.parametrize("why", ["the token has expired", "the token is for another room"])
def test_a_refused_token_is_told_in_the_words_of_its_own_error(why: str) -> None:
    error = RoomError(
        f"cannot enter room 'friday': {why}",
        hint="Get a new token of this server.",
        code=ErrorCode.LOGIN_TOKEN_REFUSED,
    )

    told = load_words(FOLDER, Language.ENGLISH).problem(problem_of_error(error))

    assert told == (f"Cannot enter room 'friday': {why}.", "Get a new token of this server.")
