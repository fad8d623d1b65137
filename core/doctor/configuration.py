"""The settings themselves: secrets that can be guessed, DEBUG, addresses that browsers or Django refuse."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.core.checks.security.base import check_secret_key
from django.http.request import validate_host

from core.doctor.examination import Failed, Probe, Warned

SHORTEST_SECRET = 16  # characters
OTHERS = ("TURN_SECRET", "PUBLIC_CLOSE_SECRET", "METRICS_TOKEN")
LOCAL = {"localhost", "127.0.0.1", "::1"}  # browsers give these camera and microphone without TLS
OWN_PROBE = {"security.W009", "te.E001", "te.E004"}  # of the secret key, and of the version of Redis
PROXYS = {"security.W005", "security.W021"}  # subdomains and preloading are decided for the whole domain, by its owner
BY_ADDRESS = {"security.W004", "security.W012", "security.W016"}  # follow from BASE_URL, whose probe says more


def probes() -> list[Probe]:
    return [
        Probe(
            "settings.secrets",
            "look whether secrets can be guessed",
            _secrets,
            'Make one with `python -c "import secrets; print(secrets.token_urlsafe(50))"`, and give it as NAME_FILE.',
        ),
        Probe(
            "settings.debug",
            "look for modes that are not for production",
            _debug,
            "Set DEBUG=false: with it errors show the code and the settings to anybody.",
        ),
        Probe(
            "settings.address",
            "look at the address that people use",
            _address,
            "Set BASE_URL to the https:// address that people open: browsers give no camera to plain HTTP.",
        ),
        Probe(
            "settings.checks",
            "run Django's checks for deployment",
            _checks,
            "Run `manage.py check --deploy`, and follow its hints.",
            limit=20,
        ),
    ]


def _secrets() -> str:
    if settings.SECRET_KEY == settings.INSECURE_SECRET:
        raise Failed("SECRET_KEY is the public default")
    if check_secret_key(None):
        raise Failed("SECRET_KEY is short, or made of few different characters")
    if short := [name for name in OTHERS if 0 < len(getattr(settings, name) or "") < SHORTEST_SECRET]:
        raise Warned(f"shorter than {SHORTEST_SECRET} characters: {', '.join(short)}")
    return "long enough"


def _debug() -> str:
    if settings.DEBUG:
        raise Failed("DEBUG is on")
    if settings.TE_DEMO:
        raise Warned("TE_DEMO is on", "Leave TE_DEMO out in production: it lets anybody close jobs.")
    return "none"


def _address() -> str:
    base = urlsplit(settings.BASE_URL)
    if base.scheme != "https" and base.hostname not in LOCAL:
        raise Failed(f"BASE_URL is {settings.BASE_URL}")
    if not validate_host(base.hostname or "", settings.ALLOWED_HOSTS):
        raise Failed(f"{base.hostname} is not in ALLOWED_HOSTS", f'Set ALLOWED_HOSTS to ["{base.hostname}"].')
    if base.scheme == "https" and not settings.TRUSTED_PROXIES:
        fix = "Set TRUSTED_PROXIES to the number of proxies in front: all callers share one rate limit, and cookies one fate."
        raise Warned("TLS ends at a proxy, but TRUSTED_PROXIES is 0", fix)
    return settings.BASE_URL


def _checks() -> str:
    found = [message for message in run_checks(include_deployment_checks=True) if not message.is_silenced()]
    found = [
        message for message in found if message.level >= WARNING and message.id not in OWN_PROBE | PROXYS | BY_ADDRESS
    ]
    seen = "; ".join(f"{message.id}: {' '.join(message.msg.split())[:80]}" for message in found)
    if any(message.is_serious() for message in found):
        raise Failed(seen)
    if found:
        raise Warned(seen)
    return "nothing to say"
