"""The form of ZEGO tokens of version 04: sealed and opened with the server secret of a project.

A token is ``04`` and the Base64 text of: its end as Unix time (8 bytes), the length of the
initialisation vector (2) and the vector, the length of the ciphertext (2) and the ciphertext; all
numbers with the high byte first. The ciphertext is a JSON object under AES with the 32 bytes of
the server secret: in CBC mode with PKCS #7 padding, or in GCM mode, which one further byte of
value 1 at the end tells.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
import string
import struct
from dataclasses import dataclass
from enum import Enum

from app.model.errors import ErrorCode, InvalidValueError

TOKEN_VERSION = "04"  # noqa: S105 - the start of every token
TOKEN_MAX_BYTES = 16_384

_CBC_VECTOR_BYTES, _GCM_VECTOR_BYTES = 16, 12
_GCM_MARK = b"\x01"
_VECTOR_LETTERS = string.digits + string.ascii_lowercase


class TokenCipher(Enum):
    """How the inside of a token is encrypted; the service takes both."""

    CBC = "AES-CBC"
    GCM = "AES-GCM"


@dataclass(frozen=True, slots=True)
class ZegoTokenFacts:
    """What is inside a token.

    Attributes:
        app_id: The project it is for.
        user_id: The only user who can log in with it.
        nonce: A random number of 32 bits, so that no two tokens are equal.
        created_at_s: Unix time of its making.
        expires_at_s: Unix time of its end.
        payload: JSON of :class:`Privileges`, or empty.
    """

    app_id: int
    user_id: str
    nonce: int
    created_at_s: int
    expires_at_s: int
    payload: str = ""


def seal_token(
    facts: ZegoTokenFacts, secret: str, *, vector: bytes, cipher: TokenCipher = TokenCipher.CBC
) -> str:
    """Return ``facts`` as a token; the same ``vector`` gives the same token, so use it once."""
    plain = as_json(
        {
            "app_id": facts.app_id,
            "user_id": facts.user_id,
            "nonce": facts.nonce,
            "ctime": facts.created_at_s,
            "expire": facts.expires_at_s,
            "payload": facts.payload,
        }
    ).encode()
    sealed = _encrypt(plain, secret.encode(), vector, cipher)
    packed = struct.pack(">qH", facts.expires_at_s, len(vector)) + vector
    packed += struct.pack(">H", len(sealed)) + sealed
    if cipher is TokenCipher.GCM:
        packed += _GCM_MARK
    return TOKEN_VERSION + base64.b64encode(packed).decode("ascii")


def token_end_s(token: str) -> int:
    """Return the Unix time of the end of ``token``; no secret is needed for that.

    Raises:
        InvalidValueError: It is missing (TOKEN_MISSING) or no token (TOKEN_MALFORMED).
    """
    return _unpack(token).expires_at_s


def open_token(token: str, secret: str) -> ZegoTokenFacts:
    """Return what is inside ``token``.

    Raises:
        InvalidValueError: It is missing, malformed, or was not made with ``secret``.
    """
    parts = _unpack(token)
    try:
        values = json.loads(_decrypt(parts, secret.encode()))
        facts = ZegoTokenFacts(
            int(values["app_id"]),
            str(values["user_id"]),
            nonce=int(values["nonce"]),
            created_at_s=int(values["ctime"]),
            expires_at_s=int(values["expire"]),
            payload=str(values.get("payload") or ""),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _malformed("it was not made with this server secret") from None
    if facts.expires_at_s != parts.expires_at_s:
        raise _malformed("its two ends differ")
    return facts


def new_vector(cipher: TokenCipher) -> bytes:
    """Return a random initialisation vector.

    That of CBC is printable, as in the generators that the service publishes.
    """
    if cipher is TokenCipher.GCM:
        return secrets.token_bytes(_GCM_VECTOR_BYTES)
    letters = (secrets.choice(_VECTOR_LETTERS) for _ in range(_CBC_VECTOR_BYTES))
    return "".join(letters).encode("ascii")


@dataclass(frozen=True, slots=True)
class _Parts:
    expires_at_s: int
    vector: bytes
    sealed: bytes
    cipher: TokenCipher


def _unpack(token: str) -> _Parts:
    token = token.strip()
    if not token:
        raise InvalidValueError(
            "cannot log in: there is no token",
            hint="Give a token of version 04.",
            code=ErrorCode.TOKEN_MISSING,
        )
    if len(token) > TOKEN_MAX_BYTES or not token.startswith(TOKEN_VERSION):
        raise _malformed("it is not of version 04")
    try:
        packed = base64.b64decode(token[len(TOKEN_VERSION) :], validate=True)
        expires_at_s, vector_size = struct.unpack_from(">qH", packed)
        sealed_at = 10 + vector_size + 2
        (sealed_size,) = struct.unpack_from(">H", packed, 10 + vector_size)
    except (binascii.Error, ValueError, struct.error):
        raise _malformed("it is damaged") from None  # the cause would quote the token
    rest = packed[sealed_at + sealed_size :]
    cipher = TokenCipher.GCM if rest == _GCM_MARK else TokenCipher.CBC
    size = _GCM_VECTOR_BYTES if cipher is TokenCipher.GCM else _CBC_VECTOR_BYTES
    if len(packed) < sealed_at + sealed_size or rest not in (b"", b"\x00", _GCM_MARK):
        raise _malformed("it is cut off or has more at its end")
    if vector_size != size or not sealed_size:
        raise _malformed("it is damaged")
    sealed = packed[sealed_at : sealed_at + sealed_size]
    return _Parts(expires_at_s, packed[10 : 10 + vector_size], sealed, cipher)


def _encrypt(plain: bytes, secret: bytes, vector: bytes, cipher: TokenCipher) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.padding import PKCS7

    if cipher is TokenCipher.GCM:
        return AESGCM(secret).encrypt(vector, plain, None)
    padder = PKCS7(algorithms.AES.block_size).padder()
    padded = padder.update(plain) + padder.finalize()
    encryptor = Cipher(algorithms.AES(secret), modes.CBC(vector)).encryptor()
    return encryptor.update(padded) + encryptor.finalize()


def _decrypt(parts: _Parts, secret: bytes) -> bytes:
    """Return the plain text.

    Raises:
        ValueError: The secret is not the right one.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.padding import PKCS7

    if parts.cipher is TokenCipher.GCM:
        try:
            return AESGCM(secret).decrypt(parts.vector, parts.sealed, None)
        except InvalidTag:
            raise ValueError("the tag does not fit") from None
    decryptor = Cipher(algorithms.AES(secret), modes.CBC(parts.vector)).decryptor()
    padded = decryptor.update(parts.sealed) + decryptor.finalize()
    unpadder = PKCS7(algorithms.AES.block_size).unpadder()
    return unpadder.update(padded) + unpadder.finalize()


def as_json(values: dict[str, object]) -> str:
    """Return ``values`` as the JSON that tokens hold."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _malformed(why: str) -> InvalidValueError:
    return InvalidValueError(
        f"cannot read the token: {why}",
        hint="Copy the whole token; it begins with 04.",
        code=ErrorCode.TOKEN_MALFORMED,
    )
