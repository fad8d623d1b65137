"""STUN and TURN: every server that browsers are given answers, and a relay takes the credentials they are given."""

import ssl
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from core.doctor import stun
from core.doctor.examination import Failed, NotApplicable, Probe, Warned

TIME_LIMIT = 3.0  # seconds for a conversation
UDP = struct.pack(">I", 17 << 24)  # what a browser asks a relay for
NONE = "About one call in ten fails without a relay: run coturn, and set TURN_URLS and TURN_SECRET."
COTURN = "Give coturn use-auth-secret and the value of TURN_SECRET as static-auth-secret, and set the clocks of both machines."


def parts(servers: Sequence[Mapping[str, Any]]) -> list[list[Probe]]:
    """One part for each address in `servers`, the RTCIceServer objects that browsers are given."""
    found = [(url, server) for server in servers for url in _urls(server)]
    probes = [_probe(number, url, server) for number, (url, server) in enumerate(found, start=1)]
    settings_probe = Probe("turn.settings", "look for a relay in the settings", lambda: _settings(found), NONE)
    return [[settings_probe], *([probe] for probe in probes)]


def _urls(server: Mapping[str, Any]) -> list[str]:
    urls = server.get("urls", [])
    return [urls] if isinstance(urls, str) else list(urls)


def _settings(found: list[tuple[str, Mapping[str, Any]]]) -> str:
    if settings.TURN_URLS and not settings.TURN_SECRET:
        raise Failed("TURN_URLS without TURN_SECRET", COTURN)
    if settings.TURN_SECRET and not settings.TURN_URLS:
        raise Warned("TURN_SECRET without TURN_URLS", 'Set TURN_URLS, as in ["turn:turn.example.com:3478"].')
    if not any(url.startswith("turn") for url, _ in found):
        raise NotApplicable("no relay is configured", NONE)
    return f"{len(found)} addresses"


def _probe(number: int, url: str, server: Mapping[str, Any]) -> Probe:
    is_relay = url.startswith("turn")
    return Probe(
        f"turn.{number}",
        f"{'allocate a relay and give it back' if is_relay else 'ask for our own address'} at {url}",
        lambda: _relay(url, server) if is_relay else _bind(url),
        f"Start the server of {url}, and open its port to the internet ({stun_port(url)}).",
        limit=TIME_LIMIT + 4,  # a name server may be slow, too
    )


def stun_port(url: str) -> str:
    try:
        address = stun.Address.parse(url)
    except ValueError:
        return "as in turn:turn.example.com:3478"
    return f"{address.port}/{'udp' if address.transport == 'udp' else 'tcp'}"


def _bind(url: str) -> str:
    with stun.talking_to(stun.Address.parse(url), within=TIME_LIMIT) as conversation:
        answer = conversation.ask(stun.BINDING, [])
    if answer.type != stun.BINDING + stun.SUCCESS:
        raise Failed(f"refused ({answer.error})")
    return "answered"


def _relay(url: str, server: Mapping[str, Any]) -> str:
    """Allocate without credentials, which a relay refuses with its realm and nonce, then with them."""
    username, password = str(server.get("username", "")), str(server.get("credential", ""))
    wanted = [(stun.TRANSPORT, UDP)]
    try:
        with stun.talking_to(stun.Address.parse(url), within=TIME_LIMIT) as conversation:
            refusal = conversation.ask(stun.ALLOCATE, wanted)
            if refusal.error != stun.UNAUTHORIZED:
                raise Failed(
                    f"answered {refusal.error or 'yes'} to a request without credentials",
                    "Set use-auth-secret in coturn: an open relay carries anybody's traffic.",
                )
            realm, nonce = refusal.attributes.get(stun.REALM, b""), refusal.attributes.get(stun.NONCE, b"")
            key = stun.long_term_key(username, realm, password)
            proof = [(stun.USERNAME, username.encode()), (stun.REALM, realm), (stun.NONCE, nonce)]
            answer = conversation.ask(stun.ALLOCATE, [*wanted, *proof], key)
            if answer.type != stun.ALLOCATE + stun.SUCCESS:
                raise Failed(f"the credentials were refused ({answer.error})", COTURN)
            conversation.ask(stun.REFRESH, [(stun.LIFETIME, bytes(4)), *proof], key)  # gives the relay back
    except ssl.SSLError as error:
        raise Failed(
            f"{type(error).__name__}: {error.reason}", "Give coturn a certificate for its host name."
        ) from error
    return "allocated, and given back"
