from __future__ import annotations

import pytest

from lti_tool.lti.vault import Vault, VaultError

SECRET = b"a secret of at least 32 characters"


def test_another_secret_does_not_open() -> None:
    sealed = Vault(SECRET).seal(b"token", "web-service:1")
    with pytest.raises(VaultError):
        Vault(b"another secret of 32 characters..").open(sealed, "web-service:1")


def test_another_purpose_does_not_open() -> None:
    vault = Vault(SECRET)
    with pytest.raises(VaultError):
        vault.open(vault.seal(b"token", "web-service:1"), "web-service:2")


@pytest.mark.parametrize("damage", [b"", b"\x01", b"\x02" + bytes(40), b"\x01" + bytes(40)])
def test_damage_does_not_open(damage: bytes) -> None:
    with pytest.raises(VaultError):
        Vault(SECRET).open(damage, "x")


def test_sealed_twice_differs_and_opens_after_a_restart() -> None:
    first, second = (Vault(SECRET).seal(b"token", "x") for _ in range(2))
    assert first != second
    assert b"token" not in first
    assert Vault(SECRET).open(first, "x") == Vault(SECRET).open(second, "x") == b"token"
