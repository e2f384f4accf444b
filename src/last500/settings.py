"""All settings in one file, read from the environment; a bad value stops the start with a sentence.

Everything has a default that runs at once on SQLite. Names begin with LAST500_; docs/operating.md
lists them, and a guard test holds that list complete.
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

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
            "OPTIONS": {"pool": {"min_size": 1, "max_size": env_int("LAST500_DB_POOL", 8)}},
        }
    raise ImproperlyConfigured(
        f"LAST500_DATABASE must begin with sqlite: or postgresql:, not {url!r}"
    )


VAR = Path(env("LAST500_VAR", "var")).absolute()
DEMO = env_bool("LAST500_DEMO", False)
DEBUG = env_bool("LAST500_DEBUG", False)
HTTPS = env_bool("LAST500_HTTPS", False)
SITE_URL = env("LAST500_SITE_URL", "http://127.0.0.1:8500").rstrip("/")
# `last500 init` writes the keys; tests and the demo make their own.
KEYS_FILE = Path(env("LAST500_KEYS", str(VAR / "keys.json")))
STAFF_SECOND_FACTOR = env_bool("LAST500_STAFF_SECOND_FACTOR", False)

SECRET_KEY = env("LAST500_SECRET_KEY")
if not SECRET_KEY and KEYS_FILE.exists():
    import json

    SECRET_KEY = json.loads(KEYS_FILE.read_text(encoding="utf-8"))["session"]
# Without keys only commands that need none can run; base.sealing says how to make them.
SECRET_KEY = SECRET_KEY or "no-keys-yet-" + os.urandom(24).hex()

ALLOWED_HOSTS = env("LAST500_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []

DATABASES = {"default": database(env("LAST500_DATABASE", f"sqlite:///{VAR / 'last500.sqlite3'}"))}
# Whom the application becomes on PostgreSQL: a role that owns nothing, so that the walls bind it.
# Told to libpq: with a pool, Django's assume_role waits for the connection it is about to set up.
DATABASE_ROLE = env("LAST500_DATABASE_ROLE")
if DATABASE_ROLE and DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["OPTIONS"]["options"] = f"-c role={DATABASE_ROLE}"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "last500.base",
    "last500.proof",
    "last500.people",
    "last500.places",
    "last500.organisations",
    "last500.notify",
    "last500.reportin",
    "last500.service_requests",
    "last500.dispatch",
    "last500.stats",
    "last500.web",
    "last500.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "last500.base.scope.ScopeMiddleware",
    "csp.middleware.CSPMiddleware",
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

APPS_WITH_PAGES = [
    "web",
    "people",
    "places",
    "organisations",
    "notify",
    "reportin",
    "service_requests",
    "dispatch",
    "stats",
    "demo",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / app / "templates" for app in APPS_WITH_PAGES],
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

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 24 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
# What was just said ("已发出") travels in a signed cookie, so that strangers need no session.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
CSRF_FAILURE_VIEW = "last500.web.errors.stale_form"
if HTTPS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_SSL_REDIRECT = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
# A form with all its files: a photo is at most 8 MB, an import file some more.
UPLOAD_MAX_BYTES = 32 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "last500.base.uploads.TooLargeIsRefused",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
PHOTO_MAX_BYTES = 8 * 1024 * 1024
PHOTO_MAX_PIXELS = 40_000_000

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
    "root": {"handlers": ["console"], "level": env("LAST500_LOG_LEVEL", "INFO")},
}
