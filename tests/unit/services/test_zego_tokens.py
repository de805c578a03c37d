"""ZEGO tokens against Node's crypto and the openssl program, which share no code with ours."""

from __future__ import annotations

import base64
import json
import shutil
import struct
import subprocess
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.errors import ErrorCode, InvalidValueError, RoomError
from app.model.media import SwitchState
from app.services.zego_token_format import (
    TokenCipher,
    ZegoTokenFacts,
    open_token,
    seal_token,
    token_end_s,
)
from app.services.zego_tokens import (
    LONGEST_TOKEN_S,
    Privileges,
    ZegoKey,
    check_zego_token,
    trial_token,
)

SECRET = "0123456789abcdef0123456789ABCDEF"  # noqa: S105 - of no project
OTHER_SECRET = "f" * 32
KEY = ZegoKey(1234567890, server_secret=SECRET)
FACTS = ZegoTokenFacts(
    1234567890,
    "ada",
    nonce=1234567,
    created_at_s=1_700_000_000,
    expires_at_s=1_700_003_600,
    payload='{"room_id":"main"}',
)
CBC_VECTOR, GCM_VECTOR = b"abcdefghij012345", b"abcdefghij01"

CBC_SAMPLE = (
    "04AAAAAGVT/xAAEGFiY2RlZmdoaWowMTIzNDUAgFRkej1WVYdMkPrVS8wvzXWo88Lg3Q6COtXb8Ca/pWQHvzhsrWaV"
    "gUWT4emjmxxssMlPqQBR1VGpxxXpkC67zGdLFUgQtJf+UQy2u+Y8LRlwiRXuOAbv2WtrtWt4Gu3RqH+VJPjBjYXMmU"
    "3yZJ5rsJER2pXAcGHzkO0sRMMM28AK"
)
GCM_SAMPLE = (
    "04AAAAAGVT/xAADGFiY2RlZmdoaWowMQCPLff+j52aZ4cfLTAXA0Fo4YU/wXrELRJjB6J6qR2+cq0yTQ1hop0IuPB7"
    "aL2DoWX9hP0VPQp00qdrLPkuB5WStBQGwcxTdwFukAUdp2RQRwmv0uTNYrP96cT/ZLvs2G/eud72hUXWJJ4Awjx2pk"
    "1zzaahUgG95pdeeAF6STGyiQZMjdD3Fb7D4XuIEnihlgwB"
)

SEAL_IN_NODE = r"""
const crypto = require("crypto");
const [mode, secret, vector, plain, expire] = JSON.parse(require("fs").readFileSync(0));
const iv = Buffer.from(vector, "ascii");
const cipher = crypto.createCipheriv(`aes-256-${mode}`, Buffer.from(secret), iv);
const parts = [cipher.update(Buffer.from(plain, "utf8")), cipher.final()];
if (mode === "gcm") parts.push(cipher.getAuthTag());
const sealed = Buffer.concat(parts);
const end = Buffer.alloc(8); end.writeBigInt64BE(BigInt(expire));
const size = (data) => { const two = Buffer.alloc(2); two.writeUInt16BE(data.length); return two; };
const mark = mode === "gcm" ? [Buffer.from([1])] : [];
const packed = Buffer.concat([end, size(iv), iv, size(sealed), sealed, ...mark]);
process.stdout.write("04" + packed.toString("base64"));
"""

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="there is no node program")
needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="there is no openssl program"
)


def plain_text(facts: ZegoTokenFacts) -> str:
    return (
        f'{{"app_id":{facts.app_id},"user_id":"{facts.user_id}","nonce":{facts.nonce},'
        f'"ctime":{facts.created_at_s},"expire":{facts.expires_at_s},'
        f'"payload":{json.dumps(facts.payload)}}}'
    )


def sealed_by_node(mode: str, vector: bytes) -> str:
    question = [mode, SECRET, vector.decode(), plain_text(FACTS), FACTS.expires_at_s]
    return subprocess.run(
        ["node", "-e", SEAL_IN_NODE],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    ).stdout


@needs_node
@pytest.mark.parametrize(
    ("cipher", "mode", "vector"),
    [(TokenCipher.CBC, "cbc", CBC_VECTOR), (TokenCipher.GCM, "gcm", GCM_VECTOR)],
)
def test_node_makes_the_very_same_token(cipher: TokenCipher, mode: str, vector: bytes) -> None:
    theirs = sealed_by_node(mode, vector)

    assert seal_token(FACTS, SECRET, vector=vector, cipher=cipher) == theirs
    assert open_token(theirs, SECRET) == FACTS
    assert token_end_s(theirs) == FACTS.expires_at_s


@needs_openssl
def test_openssl_reads_a_trial_token() -> None:
    payload = Privileges("main", publish=SwitchState.OFF, stream_ids=("s1",))
    before_s = int(time.time())
    token = trial_token(KEY, "ada", ttl_s=600, privileges=payload)

    packed = base64.b64decode(token.removeprefix("04"), validate=True)
    end_s, vector_size = struct.unpack(">qH", packed[:10])
    vector = packed[10 : 10 + vector_size]
    (sealed_size,) = struct.unpack(">H", packed[26:28])
    assert (vector_size, len(packed)) == (16, 28 + sealed_size)
    plain = subprocess.run(
        ["openssl", "enc", "-d", "-aes-256-cbc", "-K", SECRET.encode().hex(), "-iv", vector.hex()],
        input=packed[28:],
        capture_output=True,
        check=True,
        timeout=30,
    ).stdout
    values = json.loads(plain)

    assert values["app_id"] == KEY.app_id
    assert values["user_id"] == "ada"
    assert values["expire"] == end_s
    assert before_s <= values["ctime"] <= time.time()
    assert values["expire"] - values["ctime"] == 600
    assert -(2**31) <= values["nonce"] < 2**31
    assert json.loads(values["payload"]) == {
        "room_id": "main",
        "privilege": {"1": 1, "2": 0},
        "stream_id_list": ["s1"],
    }


@pytest.mark.parametrize(
    ("cipher", "vector", "token"),
    [
        (TokenCipher.CBC, CBC_VECTOR, CBC_SAMPLE),
        (TokenCipher.GCM, GCM_VECTOR, GCM_SAMPLE),
    ],
)
def test_given_vectors_give_given_tokens(cipher: TokenCipher, vector: bytes, token: str) -> None:
    assert seal_token(FACTS, SECRET, vector=vector, cipher=cipher) == token


@pytest.mark.parametrize("cipher", list(TokenCipher))
def test_no_two_tokens_are_equal(cipher: TokenCipher) -> None:
    tokens = {trial_token(KEY, "ada", cipher=cipher) for _ in range(50)}
    nonces = {open_token(token, SECRET).nonce for token in tokens}
    assert (len(tokens), len(nonces)) == (50, 50)


@pytest.mark.parametrize("cipher", list(TokenCipher))
def test_another_secret_opens_nothing(cipher: TokenCipher) -> None:
    for _ in range(20):
        token = trial_token(KEY, "ada", cipher=cipher)
        with pytest.raises(InvalidValueError, match="not made with this server secret") as caught:
            open_token(token, OTHER_SECRET)
        assert caught.value.code is ErrorCode.TOKEN_MALFORMED


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("", ErrorCode.TOKEN_MISSING),
        ("  \n", ErrorCode.TOKEN_MISSING),
        ("eyJhbGciOiJIUzI1NiJ9.e30.c2ln", ErrorCode.TOKEN_MALFORMED),
        ("03" + CBC_SAMPLE[2:], ErrorCode.TOKEN_MALFORMED),
        (CBC_SAMPLE[:-8], ErrorCode.TOKEN_MALFORMED),
        (CBC_SAMPLE + "AAAA", ErrorCode.TOKEN_MALFORMED),
        (CBC_SAMPLE[:20] + "*" + CBC_SAMPLE[21:], ErrorCode.TOKEN_MALFORMED),
        ("04AAAA", ErrorCode.TOKEN_MALFORMED),
        ("04" + "A" * 20_000, ErrorCode.TOKEN_MALFORMED),
    ],
)
def test_what_is_no_token_is_told_and_never_quoted(token: str, code: ErrorCode) -> None:
    with pytest.raises(InvalidValueError) as caught:
        check_zego_token(token, user_id="ada", room_id="main")
    assert caught.value.code is code
    assert not token.strip() or token.strip()[:12] not in str(caught.value)


@given(st.binary(max_size=120))
def test_garbage_is_refused_and_never_breaks_anything(garbage: bytes) -> None:
    token = "04" + base64.b64encode(garbage).decode()
    with pytest.raises(InvalidValueError):
        open_token(token, SECRET)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)


@given(
    st.builds(
        ZegoTokenFacts,
        st.integers(1, 2**32 - 1),
        TEXTS,
        nonce=st.integers(-(2**31), 2**31 - 1),
        created_at_s=st.integers(0, 2**40),
        expires_at_s=st.integers(0, 2**40),
        payload=TEXTS,
    ),
    st.sampled_from(TokenCipher),
)
def test_what_was_sealed_can_be_opened(facts: ZegoTokenFacts, cipher: TokenCipher) -> None:
    vector = CBC_VECTOR if cipher is TokenCipher.CBC else GCM_VECTOR
    assert open_token(seal_token(facts, SECRET, vector=vector, cipher=cipher), SECRET) == facts


def test_a_token_that_fits_says_when_it_ends() -> None:
    token = trial_token(KEY, "ada", privileges=Privileges("main"))
    end_s = check_zego_token(token, user_id="ada", room_id="main", key=KEY)
    assert 3590 < end_s - time.time() <= 3600


def test_the_user_of_the_token_must_be_the_one_who_logs_in() -> None:
    token = trial_token(KEY, "ada")
    with pytest.raises(RoomError, match="the token is for user 'ada'") as caught:
        check_zego_token(token, user_id="bob", room_id="main", key=KEY)
    assert caught.value.code is ErrorCode.TOKEN_OF_OTHER_USER


def test_without_the_secret_only_form_and_end_can_be_checked() -> None:
    token = trial_token(KEY, "ada")
    check_zego_token(token, user_id="bob", room_id="main")
    with pytest.raises(RoomError, match="has expired"):
        check_zego_token(token, user_id="ada", room_id="main", now_s=time.time() + 3601)


@pytest.mark.parametrize(
    ("token", "why"),
    [
        (trial_token(ZegoKey(7, SECRET), "ada"), "the token is for the AppID 7"),
        (trial_token(KEY, "ada", privileges=Privileges("other")), "does not open this room"),
        (
            trial_token(KEY, "ada", privileges=Privileges(login=SwitchState.OFF)),
            "does not open this room",
        ),
    ],
)
def test_a_token_of_another_project_or_room_is_refused(token: str, why: str) -> None:
    with pytest.raises(RoomError, match=why) as caught:
        check_zego_token(token, user_id="ada", room_id="main", key=KEY)
    assert caught.value.code is ErrorCode.LOGIN_TOKEN_REFUSED


@pytest.mark.parametrize("payload", ["", "{}", "no JSON", "[]", '{"privilege":[]}', "null"])
def test_a_payload_that_says_nothing_allows_everything(payload: str) -> None:
    assert Privileges.parse(payload) == Privileges()


@given(st.text(max_size=20), st.sampled_from(SwitchState), st.lists(st.text(min_size=1)))
def test_privileges_come_back_as_they_went(
    room_id: str, publish: SwitchState, streams: list[str]
) -> None:
    rights = Privileges(room_id, publish=publish, stream_ids=tuple(streams))
    assert Privileges.parse(rights.payload()) == rights


@pytest.mark.parametrize("secret", ["", "a" * 31, "a" * 33, "a" * 64, "ä" * 32])
def test_a_secret_of_another_length_is_refused_and_not_told(secret: str) -> None:
    with pytest.raises(InvalidValueError, match="32 characters") as caught:
        ZegoKey(7, server_secret=secret)
    assert not secret or secret not in str(caught.value)
    assert SECRET not in repr(KEY)


@pytest.mark.parametrize("app_id", [0, -1, 2**32])
def test_a_number_that_is_no_app_id_is_refused(app_id: int) -> None:
    with pytest.raises(InvalidValueError, match="AppID"):
        ZegoKey(app_id, server_secret=SECRET)


@pytest.mark.parametrize("ttl_s", [0, -5, LONGEST_TOKEN_S + 1])
def test_a_token_cannot_last_longer_than_the_service_allows(ttl_s: int) -> None:
    with pytest.raises(InvalidValueError, match="out of range"):
        trial_token(KEY, "ada", ttl_s=ttl_s)


def test_a_user_id_that_the_service_refuses_gets_no_token() -> None:
    with pytest.raises(InvalidValueError) as caught:
        trial_token(KEY, "two words")
    assert caught.value.code is ErrorCode.USER_ID_INVALID
