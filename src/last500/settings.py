"""All settings in one file, read from the environment; a bad value stops the start with a sentence.

Everything has a default that runs at once on SQLite. Names begin with LAST500_; docs/operating.md
lists them, and a guard test holds that list complete.
"""

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE
from django.core.exceptions import ImproperlyConfigured

from last500.base.profiles import PROFILES, Profile

PACKAGE = Path(__file__).resolve().parent


def env(name: str, default: str = "") -> str:
    """Read a setting; NAME_FILE names a file that holds it, for secrets."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def env_bool(name: str, default: bool) -> bool:
    value = env(name, "1" if default else "0").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}")


def env_int(name: str, default: int) -> int:
    value = env(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}") from None


def env_hosts(name: str) -> frozenset[str]:
    """Host names (example.org or example.org:8443), separated by commas; small letters."""
    hosts = {host.strip().lower() for host in env(name).split(",")} - {""}
    for host in hosts:
        if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]{1,5})?", host):
            raise ImproperlyConfigured(
                f"{name} holds host names like example.org or example.org:8443, not {host!r}"
            )
    return frozenset(hosts)


def database(url: str) -> dict:
    """Turn sqlite:///PATH or postgresql://USER:PASSWORD@HOST:PORT/NAME into Django's dictionary."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]) or ":memory:",
            # One writer at a time, told at BEGIN and not at the first write; FULL so that an
            # acknowledged acceptance survives a power cut.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(query.get("host", parts.hostname or "")),
            "PORT": str(parts.port or query.get("port", "")),
            # Nobody waits half a minute for a database that is gone: the page says so (503).
            "OPTIONS": {
                "pool": {"min_size": 1, "max_size": env_int("LAST500_DB_POOL", 8), "timeout": 5},
                "connect_timeout": 5,
            },
        }
    raise ImproperlyConfigured(
        f"LAST500_DATABASE must begin with sqlite: or postgresql:, not {url!r}"
    )


def secret(name: str, value: str) -> str:
    """A key as it was made by a machine: at least 128 bits, counted as if all were random."""
    if len(value) < 32 or len(set(value)) < 12 or "insecure" in value:
        raise ImproperlyConfigured(
            f"{name} is too easy to guess: take 32 random characters or more, for example from "
            "`python3 -c 'import secrets; print(secrets.token_urlsafe(32))'`"
        )
    return value


def security_profile(name: str) -> Profile:
    if name not in PROFILES:
        raise ImproperlyConfigured(
            f"LAST500_SECURITY_PROFILE must be one of {', '.join(PROFILES)}, not {name!r}"
        )
    return PROFILES[name]


def second_factor(profile: Profile, demo: bool) -> bool:
    """Staff show a second factor unless it is switched off, which a strict profile forbids."""
    wanted = env_bool("LAST500_STAFF_SECOND_FACTOR", not demo)
    if profile.second_factor_bound and not wanted:
        raise ImproperlyConfigured(
            "LAST500_STAFF_SECOND_FACTOR cannot be 0 with this LAST500_SECURITY_PROFILE"
        )
    return wanted


VAR = Path(env("LAST500_VAR", "var")).absolute()
DEMO = env_bool("LAST500_DEMO", False)
DEBUG = env_bool("LAST500_DEBUG", False)
HTTPS = env_bool("LAST500_HTTPS", False)
# Who answers for the data here, with address and telephone: on the privacy page (PIPL 17).
HANDLER = env("LAST500_HANDLER").strip()
SITE_URL = env("LAST500_SITE_URL", "http://127.0.0.1:8500").rstrip("/")
# `last500 init` writes the keys; tests and the demo make their own.
KEYS_FILE = Path(env("LAST500_KEYS", str(VAR / "keys.json")))
# Keys from a secret store instead: as text, or as a file that `last500 keys` never writes to.
KEYS_JSON = os.environ.get("LAST500_KEYS_JSON", "").strip()
KEYS_READ_ONLY = bool(KEYS_JSON)
if os.environ.get("LAST500_KEYS_JSON_FILE"):
    KEYS_FILE, KEYS_READ_ONLY = Path(os.environ["LAST500_KEYS_JSON_FILE"]), True
SECURITY_PROFILE = security_profile(env("LAST500_SECURITY_PROFILE", "asvs"))
SEAL_ALGORITHM = env("LAST500_SEAL_ALGORITHM", SECURITY_PROFILE.seal_algorithm).strip().lower()
if SEAL_ALGORITHM not in {"aes-256-gcm", "sm4-gcm"}:
    raise ImproperlyConfigured(
        f"LAST500_SEAL_ALGORITHM must be aes-256-gcm or sm4-gcm, not {SEAL_ALGORITHM!r}"
    )
# `last500 proof key` makes the log's signing key; best on another machine (docs/operating.md).
LOG_KEY_FILE = Path(env("LAST500_LOG_KEY", str(VAR / "log-key.json")))
LOG_FOLDER = VAR / "tlog"
# Whose logs this instance signs too, and whose signatures it shows: one public key to a line.
NEIGHBOURS_FILE = Path(env("LAST500_NEIGHBOURS", str(VAR / "neighbours")))
STAFF_SECOND_FACTOR = second_factor(SECURITY_PROFILE, DEMO)
FRESH_FOR_REVEALS = env_bool("LAST500_FRESH_FOR_REVEALS", SECURITY_PROFILE.fresh_for_reveals)

SECRET_KEY = env("LAST500_SECRET_KEY")
if not SECRET_KEY and (KEYS_JSON or KEYS_FILE.exists()):
    from last500.base.keyfile import read

    SECRET_KEY = read(KEYS_JSON or KEYS_FILE.read_text(encoding="utf-8"), "the keys")["session"]
if SECRET_KEY:
    secret("LAST500_SECRET_KEY", SECRET_KEY)
# Without keys only commands that need none can run; base.sealing says how to make them.
SECRET_KEY = SECRET_KEY or "no-keys-yet-" + os.urandom(24).hex()

ALLOWED_HOSTS = [
    host.strip() for host in env("LAST500_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
]
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []

_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname or _site.path or _site.query:
    raise ImproperlyConfigured(
        f"LAST500_SITE_URL must be like https://example.org, not {SITE_URL!r}"
    )
if HTTPS and _site.scheme != "https":
    raise ImproperlyConfigured(
        f"With LAST500_HTTPS=1, LAST500_SITE_URL must begin with https://, not {SITE_URL!r}"
    )
if HTTPS and DEBUG:
    raise ImproperlyConfigured("LAST500_DEBUG shows secrets to everybody: not with LAST500_HTTPS=1")
if "" in ALLOWED_HOSTS or (HTTPS and "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "LAST500_HOSTS names each host that is answered; * or nothing is no name"
    )

DATABASES = {"default": database(env("LAST500_DATABASE", f"sqlite:///{VAR / 'last500.sqlite3'}"))}
# A connection that the server has dropped is noticed before it is used, not by a reader's error.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Whom the application becomes on PostgreSQL: a role that owns nothing, so that the walls bind it.
# Told to libpq: with a pool, Django's assume_role waits for the connection it is about to set up.
DATABASE_ROLE = env("LAST500_DATABASE_ROLE")
if DATABASE_ROLE and DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["OPTIONS"]["options"] = f"-c role={DATABASE_ROLE}"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

OWN_APPS = (
    # from the ground up
    *("base", "proof", "people", "places", "organisations", "notify", "exports", "imports"),
    *("letters", "records", "reportin", "units", "teams", "posts", "pairings", "lists"),
    *("feedback", "service_requests", "complaints", "dispatch", "rotas"),
    *("unmet", "projects", "calls", "activities", "evaluations", "market"),
    *("households", "grids", "ledger", "topics", "resolutions", "consultations", "votes"),
    *("councils", "covenants", "paths"),
    *("stats", "simulation", "web", "demo"),
)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    *(f"last500.{app}" for app in OWN_APPS),
]

MIDDLEWARE = [
    "last500.base.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "last500.base.scope.ScopeMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "last500.web.middleware.ReaderMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "last500.organisations.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "last500.web.middleware.ErrorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "last500.urls"
WSGI_APPLICATION = "last500.wsgi.application"
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["last500.people.backend.CodeBackend"]
LOGIN_URL = "/sign-in/"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / app / "templates" for app in OWN_APPS],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "last500.web.jinja.environment",
            "context_processors": ["last500.web.context.reader"],
        },
    }
]
FORM_RENDERER = "last500.web.jinja.FormRenderer"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "media"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env("LAST500_SMTP_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = env("LAST500_SMTP_HOST")
EMAIL_PORT = env_int("LAST500_SMTP_PORT", 465)
EMAIL_HOST_USER = env("LAST500_SMTP_USER")
EMAIL_HOST_PASSWORD = env("LAST500_SMTP_PASSWORD")
EMAIL_USE_SSL = env_bool("LAST500_SMTP_SSL", True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("LAST500_MAIL_FROM", "last500@localhost")

# Whom the product may call (base/outbound.py): nobody, unless the operator names them.
OUTBOUND_HOSTS = env_hosts("LAST500_OUTBOUND_HOSTS")
# What sign-in codes may cost per day at most (base/limits.py).
CODES_PER_DAY = env_int("LAST500_CODES_PER_DAY", 2000)

SESSION_ENGINE = "last500.people.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(SECURITY_PROFILE.own_idle.total_seconds())
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # pages carry the token in their forms; no script reads the cookie
# Also for the cookies of language and size of type, and for what was just said.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
# What was just said ("已发出") travels in a signed cookie, so that strangers need no session.
MESSAGE_STORAGE = "last500.base.messages.MessagesCookie"
CSRF_FAILURE_VIEW = "last500.web.errors.stale_form"
if HTTPS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}session", f"{COOKIE_PREFIX}csrf"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_SSL_REDIRECT = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Scripts by nonce alone: a file of a user is no script, even at our own address. Nothing inline.
# `default-src` is 'self' and not 'none' for the icons: browsers differ in what <use> counts as.
_NOTHING = ["font", "frame", "manifest", "media", "object", "worker"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": [NONCE],
        "script-src-attr": ["'none'"],
        "style-src": ["'self'"],
        "style-src-attr": ["'none'"],
        "img-src": ["'self'", "data:"],  # data: the preview of a photo before it is sent
        "connect-src": ["'self'"],
        **{f"{kind}-src": ["'none'"] for kind in _NOTHING},
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "upgrade-insecure-requests": HTTPS,
    }
}
# Whether a domain goes onto the browsers' own lists is its owner's decision and hard to undo.
# W009 counts characters; `secret` above counts bits, and a key of 256 bits has 44 characters.
SILENCED_SYSTEM_CHECKS = ["security.W021", "security.W009"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
FILE_UPLOAD_HANDLERS = [
    "last500.base.uploads.TooLargeIsRefused",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# How large a form, a photo and a table may be stands in base/limits.py.

LOG_LEVEL = env("LAST500_LOG_LEVEL", "INFO")
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
    raise ImproperlyConfigured(
        f"LAST500_LOG_LEVEL must be DEBUG, INFO, WARNING, ERROR or CRITICAL, not {LOG_LEVEL!r}"
    )
# How many days a statement of a compound's book hangs at least (杭州市物业管理条例 30).
LEDGER_POSTED_DAYS = env_int("LAST500_LEDGER_POSTED_DAYS", 15)
if not 1 <= LEDGER_POSTED_DAYS <= 366:
    raise ImproperlyConfigured("LAST500_LEDGER_POSTED_DAYS must be a number of days, 1 to 366")

# Days until something is erased (base.privacy.Keep says from when); shown on /privacy/.
KEEP_DAYS = {
    "account": 0,
    "report_in": env_int("LAST500_KEEP_REPORT_IN", 180),
    "complaint": env_int("LAST500_KEEP_COMPLAINT", 180),
    "request": env_int("LAST500_KEEP_REQUEST", 180),
    "log": env_int("LAST500_KEEP_LOG", 365),
    "code": env_int("LAST500_KEEP_CODE", 1),
    "message": env_int("LAST500_KEEP_MESSAGE", 30),
    "import": env_int("LAST500_KEEP_IMPORT", 7),
    "invitation": env_int("LAST500_KEEP_INVITATION", 60),
    "office": env_int("LAST500_KEEP_OFFICE", 3 * 365),
    "export": 1,
    "record": env_int("LAST500_KEEP_RECORD", 3 * 365),
    "unit": env_int("LAST500_KEEP_UNIT", 365),
    "duty": env_int("LAST500_KEEP_DUTY", 180),
    "service": env_int("LAST500_KEEP_SERVICE", 3 * 365),
    "letter": env_int("LAST500_KEEP_LETTER", 5 * 365),
    "form": env_int("LAST500_KEEP_FORM", 90),
    "count": 2,
    "session": 0,
    "household": env_int("LAST500_KEEP_HOUSEHOLD", 180),
    "topic": env_int("LAST500_KEEP_TOPIC", 365),
    # Long enough for a suit within a year of knowing of the decision (Civil Code 280).
    "ballot": env_int("LAST500_KEEP_BALLOT", 2 * 365),
}


def check_terms(days: dict[str, int]) -> None:
    """Refuse terms below what the law asks for: logs six months, records three years."""
    least = {"log": 183, "record": 3 * 365, "request": 1, "message": 1, "form": 14}
    least["ballot"] = 365
    for name, term in days.items():
        if term < least.get(name, 0):
            raise ImproperlyConfigured(
                f"LAST500_KEEP_{name.upper()} must be {least.get(name, 0)} days or more, not {term}"
            )


check_terms(KEEP_DAYS)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    # An address may be a private link, so addresses do not reach the log.
    "filters": {"without_addresses": {"()": "last500.base.logs.WithoutAddresses"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_addresses"],
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
