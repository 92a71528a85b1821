"""The generated password: a word that the tool of the server takes for no option."""

from __future__ import annotations

from chipgraph.server.password import generate


def test_no_password_is_taken_for_an_option() -> None:
    """One in 64 that may begin with a hyphen does: the first start of the server then failed."""
    passwords = {generate() for _ in range(2_000)}
    assert len(passwords) == 2_000
    assert all(word.isascii() and word.isalnum() and len(word) >= 32 for word in passwords)
