from __future__ import annotations

from flask import Flask


def test_jwks_of_an_unknown_registration(app: Flask) -> None:
    assert app.test_client().get("/lti/jwks/nobody").status_code == 404
