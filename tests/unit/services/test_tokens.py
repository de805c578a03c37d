import base64
import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from livekit.api import AccessToken, TokenVerifier, VideoGrants

from app.model.access_token import read_token
from app.model.errors import ErrorCode, InvalidValueError, RoomError
from app.model.session import User
from app.services.tokens import (
    HOST_TOKEN_S,
    WATCH_TOKEN_S,
    ServerKey,
    TokenUse,
    check_token,
    hidden_token,
    host_token,
    service_token,
    watch_token,
)

KEY = ServerKey("APIkey", api_secret="a" * 40)
ADA = User("ada", "Ada Ö.")


def verified(token: str, key: ServerKey = KEY) -> VideoGrants:
    """Check ``token`` as the server's own library does."""
    claims = TokenVerifier(key.api_key, key.api_secret).verify(token)
    assert claims.video is not None
    return claims.video


def test_a_host_may_create_the_room_send_receive_and_describe_itself() -> None:
    token = host_token(KEY, room_id="main", user=ADA)

    claims = TokenVerifier(KEY.api_key, KEY.api_secret).verify(token)
    assert (claims.identity, claims.name) == ("ada", "Ada Ö.")
    grants = verified(token)
    assert grants.room == "main"
    assert grants.room_join
    assert grants.room_create
    assert grants.can_publish
    assert grants.can_subscribe
    assert grants.can_publish_data
    assert grants.can_update_own_metadata
    assert not grants.room_admin


def test_an_audience_may_receive_and_chat_but_neither_send_nor_describe_itself() -> None:
    grants = verified(watch_token(KEY, room_id="main", user=ADA))

    assert grants.room == "main"
    assert grants.room_join
    assert grants.can_subscribe
    assert grants.can_publish_data
    assert not grants.can_publish
    assert not grants.can_update_own_metadata
    assert not grants.room_create
    assert not grants.room_admin


def test_who_watches_unseen_may_receive_and_nothing_else() -> None:
    grants = verified(hidden_token(KEY, room_id="main", user=ADA))

    assert grants.room == "main"
    assert grants.room_join
    assert grants.hidden
    assert grants.can_subscribe
    assert not grants.can_publish
    assert not grants.can_publish_data
    assert not grants.can_update_own_metadata


def test_the_service_token_opens_no_room() -> None:
    grants = verified(service_token(KEY))

    assert grants.room_list
    assert not grants.room_join


def test_random_keys_differ_are_long_enough_and_not_printed() -> None:
    first, second = ServerKey.random(), ServerKey.random()

    assert first.api_key != second.api_key
    assert first.api_secret != second.api_secret
    assert len(first.api_secret) >= 32
    assert first.api_secret not in repr(first)


def test_a_token_tells_whose_it_is_where_it_opens_and_when_it_ends() -> None:
    facts = read_token(f" {host_token(KEY, room_id='main', user=ADA)}\n")

    assert (facts.api_key, facts.identity, facts.room_id) == ("APIkey", "ada", "main")
    assert facts.can_publish
    assert facts.can_subscribe
    assert facts.remaining_s == pytest.approx(HOST_TOKEN_S, abs=5)


def test_a_watch_token_is_short_lived() -> None:
    facts = read_token(watch_token(KEY, room_id="main", user=ADA))

    assert not facts.can_publish
    assert facts.remaining_s == pytest.approx(WATCH_TOKEN_S, abs=5)


def test_tokens_of_the_servers_own_library_are_read_alike() -> None:
    made = AccessToken(KEY.api_key, KEY.api_secret).with_identity("bob")

    facts = read_token(made.with_grants(VideoGrants(room_join=True, room="r")).to_jwt())

    assert (facts.identity, facts.room_id, facts.can_publish) == ("bob", "r", True)


def test_a_token_without_an_end_never_expires() -> None:
    facts = read_token(forged({"sub": "ada", "video": {"room": "main", "roomJoin": True}}))

    assert facts.remaining_s == float("inf")


def forged(claims: object) -> str:
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"eyJhbGciOiJIUzI1NiJ9.{body}.c2ln"


@pytest.mark.parametrize(
    "token",
    [
        "hello",
        "a.b",
        "a.b.c",
        "..",
        "a.b.c.d",
        "eyJh.ey\u00e4.c2ln",
        "x" * 20_000,
        forged([]),
        forged("text"),
        forged({"sub": "ada"}),
        forged({"video": []}),
        forged({"sub": 5, "video": {}}),
        forged({"exp": "soon", "video": {}}),
        forged({"exp": True, "video": {}}),
        forged({"exp": 10**400, "video": {}}),
        forged({"exp": float("nan"), "video": {}}),
        "a." + base64.urlsafe_b64encode(b"[" * 9000).decode() + ".c",
    ],
)
def test_what_is_no_token_is_refused_without_being_quoted(token: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        read_token(token)

    assert caught.value.code is ErrorCode.TOKEN_MALFORMED
    assert token not in caught.value.sentence()


def test_odd_permissions_are_read_as_no() -> None:
    facts = read_token(forged({"video": {"canPublish": [], "canSubscribe": "yes"}}))

    assert not facts.can_publish
    assert not facts.can_subscribe


@given(st.text())
def test_reading_any_text_ends_in_facts_or_one_clear_error(text: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        read_token(text)

    assert caught.value.code in {ErrorCode.TOKEN_MALFORMED, ErrorCode.TOKEN_MISSING}


@pytest.mark.parametrize("token", ["", "  \n"])
def test_a_missing_token_has_a_code_of_its_own(token: str) -> None:
    with pytest.raises(InvalidValueError, match="there is no token") as caught:
        read_token(token)

    assert caught.value.code == 1002067


def test_a_fitting_token_passes_the_check() -> None:
    token = watch_token(KEY, room_id="main", user=ADA)

    facts = check_token(token, room_id="main", user_id="ada", use=TokenUse.WATCH)

    assert facts.identity == "ada"


@pytest.mark.parametrize(
    ("make", "code", "words"),
    [
        (
            lambda: host_token(KEY, room_id="main", user=ADA, ttl_s=-7300),
            1002033,
            "ended 2 hours ago",
        ),
        (
            lambda: host_token(KEY, room_id="main", user=ADA, ttl_s=-200),
            1002033,
            "ended 3 minutes ago",
        ),
        (lambda: host_token(KEY, room_id="other", user=ADA), 1002033, "for room 'other'"),
        (lambda: service_token(KEY), 1002033, "for no room"),
        (lambda: host_token(KEY, room_id="main", user=User("bob")), 1002077, "for user 'bob'"),
        (lambda: watch_token(KEY, room_id="main", user=ADA), 1003072, "does not allow it"),
    ],
    ids=[
        "long expired",
        "expired by any clock",
        "other room",
        "no room",
        "other user",
        "only watching",
    ],
)
def test_a_token_that_does_not_fit_is_told_apart_in_words(
    make: Callable[[], str], code: int, words: str
) -> None:
    token = make()

    with pytest.raises(RoomError, match=words) as caught:
        check_token(token, room_id="main", user_id="ada", use=TokenUse.HOST)

    assert caught.value.code == code
    assert caught.value.hint
    assert token not in caught.value.sentence()


def test_a_token_for_publishing_alone_cannot_watch() -> None:
    token = forged(
        {
            "sub": "ada",
            "exp": time.time() + 60,
            "video": {"room": "main", "roomJoin": True, "canSubscribe": False},
        }
    )

    with pytest.raises(RoomError, match="cannot watch in 'main'") as caught:
        check_token(token, room_id="main", user_id="ada", use=TokenUse.WATCH)

    assert caught.value.code is ErrorCode.STREAM_AUTHORISATION_REFUSED


@pytest.mark.parametrize("make", [host_token, watch_token])
def test_no_token_is_made_for_a_room_that_cannot_be(make: Callable[..., str]) -> None:
    with pytest.raises(InvalidValueError) as caught:
        make(KEY, room_id="", user=ADA)

    assert caught.value.code is ErrorCode.ROOM_ID_EMPTY


def test_a_token_that_ended_by_our_clock_alone_is_left_to_the_server() -> None:
    token = host_token(KEY, room_id="main", user=ADA, ttl_s=-30)
    facts = check_token(token, room_id="main", user_id="ada", use=TokenUse.HOST)
    assert facts.remaining_s < 0
