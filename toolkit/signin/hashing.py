"""Passwords and codes as they are kept: by scrypt, each with the parameters that it was made with.

Source: RFC 7914 (scrypt); OWASP, Password Storage Cheat Sheet, for the parameters.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

LONGEST = 200
"""Signs of a password. What is longer is none, so that nobody makes the hub work by sending much."""
_BYTES = 32


@dataclass(frozen=True)
class Cost:
    """What one computation takes: 128 * 2**log_n * r bytes of memory, p times over."""

    log_n: int
    r: int
    p: int


PASSWORD = Cost(14, 8, 5)
"""The row of OWASP's list that takes least memory, 16 MiB; all rows there are as hard to guess against."""
CODE = Cost(10, 8, 1)
"""A code is random and long enough; it only must not stand there to be read."""


def hashed(secret: str, cost: Cost) -> str:
    """Return what is kept of a secret."""
    salt = secrets.token_bytes(16)
    return _written(cost, salt, _scrypt(secret, salt, cost))


def nobodys(cost: Cost) -> str:
    """Return what is as much work to compare with as anybody's, and like nothing."""
    return _written(cost, secrets.token_bytes(16), secrets.token_bytes(_BYTES))


def matches(secret: str, kept: str) -> bool:
    """Tell whether this is the secret that was kept; takes as long when it is not."""
    _, _, _, salt, digest = kept.split("$")
    return hmac.compare_digest(_scrypt(secret, bytes.fromhex(salt), cost_of(kept)), bytes.fromhex(digest))


def cost_of(kept: str) -> Cost:
    """Return the parameters that a secret was kept with."""
    log_n, r, p = kept.split("$")[:3]
    return Cost(int(log_n), int(r), int(p))


def _written(cost: Cost, salt: bytes, digest: bytes) -> str:
    return f"{cost.log_n}${cost.r}${cost.p}${salt.hex()}${digest.hex()}"


def _scrypt(secret: str, salt: bytes, cost: Cost) -> bytes:
    n = 2**cost.log_n
    data = secret.encode("utf-8", "surrogatepass") if len(secret) <= LONGEST else b""
    room = 128 * cost.r * (n + cost.p + 2)
    return hashlib.scrypt(data, salt=salt, n=n, r=cost.r, p=cost.p, maxmem=2 * room, dklen=_BYTES)
