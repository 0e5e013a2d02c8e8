"""What the platform says about itself."""

from __future__ import annotations

import requests

from tests.contract.platform import Platform
from tests.contract.tool import SCOPES

PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
VARIABLES = {"Context.id", "Context.id.history", "ResourceLink.id", "User.id", "User.username"}


def test_its_endpoints(platform: Platform) -> None:
    shown = platform.read_metadata()
    base = f"{platform.site.url}/mod/lti"
    assert shown["issuer"] == platform.site.url
    assert {name: shown[name] for name in shown if name.endswith(("_endpoint", "_uri"))} == {
        "authorization_endpoint": f"{base}/auth.php",
        "jwks_uri": f"{base}/certs.php",
        "registration_endpoint": f"{base}/openid-registration.php",
        "token_endpoint": f"{base}/token.php",
    }


def test_its_fields_and_what_it_supports(platform: Platform) -> None:
    shown = platform.read_metadata()
    assert shown.keys() == {
        *("issuer", "token_endpoint", "jwks_uri", "authorization_endpoint"),
        *("registration_endpoint", "scopes_supported", "response_types_supported"),
        *("token_endpoint_auth_methods_supported", "subject_types_supported"),
        *("token_endpoint_auth_signing_alg_values_supported", "claims_supported", PLATFORM),
        "id_token_signing_alg_values_supported",
    }
    assert set(shown["scopes_supported"]) >= {*SCOPES, "openid"}
    assert shown["response_types_supported"] == ["id_token"]
    assert shown["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    claims = ["sub", "iss", "name", "given_name", "family_name", "email"]
    assert shown["claims_supported"] == claims


def test_it_is_a_moodle_that_does_deep_linking(platform: Platform) -> None:
    shown = platform.read_metadata()[PLATFORM]
    assert shown.keys() == {"product_family_code", "version", "messages_supported", "variables"}
    assert shown["product_family_code"] == "moodle"
    assert shown["messages_supported"] == [
        {"type": "LtiResourceLinkRequest"},
        {"type": "LtiDeepLinkingRequest", "placements": ["ContentArea"]},
    ]
    assert set(shown["variables"]) >= VARIABLES


def test_its_keys(platform: Platform) -> None:
    answer = requests.get(platform.address("/mod/lti/certs.php"), timeout=10)
    assert answer.status_code == 200
    (key,) = answer.json()["keys"]
    assert key.keys() == {"kty", "alg", "kid", "e", "n", "use"}
    assert (key["kty"], key["alg"], key["use"]) == ("RSA", "RS256", "sig")
