"""The one settings file. What differs between machines comes from the environment (docs/operating.md)."""

import os
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.core.management.utils import get_random_secret_key
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _
from environs import Env

from gtlead.serving.environment import KNOWN, folder_problem, mistakes, no_settings, unknown_names

BASE_DIR = Path(__file__).resolve().parent.parent
TESTING = "pytest" in sys.modules

env = Env()
DOTENV = BASE_DIR / ".env"
if not TESTING and DOTENV.exists():
    try:
        lines = DOTENV.read_text(encoding="utf-8").splitlines()
    except ValueError:
        sys.exit(".env is not a text file in UTF-8. An example: .env.example")
    except OSError as error:
        sys.exit(f".env cannot be read ({error.strerror}). An example: .env.example")
    for number in no_settings(lines):
        sys.stderr.write(f"In .env line {number} sets nothing. An example: PORT=8000\n")
    if unknown := unknown_names(lines):
        sys.stderr.write(f"In .env nothing reads {', '.join(unknown)}: is a name misspelt?\n")
    env.read_env(DOTENV, recurse=False)

for name in KNOWN & os.environ.keys():
    if not os.environ[name].strip():  # an empty one counts as not given
        del os.environ[name]

STATE_DIR = env.path("STATE_DIR", default=BASE_DIR / "var")
if wrong := [*mistakes(os.environ), *filter(None, [folder_problem(STATE_DIR)])]:
    sys.exit("\n".join(wrong))

DEBUG = env.bool("DEBUG", default=False)
PORT = env.int("PORT", default=8000)

LOCAL_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
LISTED_HOSTS = env.list("ALLOWED_HOSTS", default=[]) or LOCAL_HOSTS
ALLOWED_HOSTS = [re.sub(r":\d+$", "", host) for host in LISTED_HOSTS]
ALLOWED_PORTS = [host.rpartition(":")[2] for host in LISTED_HOSTS if re.search(r":\d+$", host)]
IS_LOCAL = set(ALLOWED_HOSTS) <= {*LOCAL_HOSTS, "testserver"}


def secret_key() -> str:
    """The key from the environment, else one kept in the state folder, made at first use."""
    if key := env.str("SECRET_KEY", default=""):
        return key
    kept = STATE_DIR / "secret_key"
    try:
        if not kept.exists() or not kept.stat().st_size:
            draft = STATE_DIR / f"secret_key.{os.getpid()}"
            draft.touch(mode=0o600)
            draft.write_text(get_random_secret_key(), encoding="utf-8")
            draft.rename(kept)  # at once, so that no process starting beside this one reads half a key
        return kept.read_text(encoding="utf-8")
    except OSError as error:
        sys.exit(f"The key cannot be kept in STATE_DIR={str(STATE_DIR)!r} ({error.strerror}). An example: SECRET_KEY=…")


def mailer(address: dict[str, object]) -> dict[str, object]:
    """The way of e-mail, from what an address says of its server."""
    if not address["EMAIL_HOST"]:
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    options = {
        "host": address["EMAIL_HOST"],
        "port": address["EMAIL_PORT"],
        "username": address["EMAIL_HOST_USER"] or "",
        "password": address["EMAIL_HOST_PASSWORD"] or "",
        "use_tls": address["EMAIL_USE_TLS"],
        "use_ssl": address["EMAIL_USE_SSL"],
        "timeout": 10,
    }
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}


SECRET_KEY = secret_key()
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
ADMIN_PASSWORD = env.str("ADMIN_PASSWORD", default="")

INSTALLED_APPS = [
    "countries",
    "themes",
    "gtlead",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    "django_htmx",
    "simple_history",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
]

MIDDLEWARE = [
    "gtlead.serving.logs.RequestLogMiddleware",
    "gtlead.review.due_middleware.PublishDueMiddleware",
    "gtlead.publication.page_cache.PageCacheMiddleware",
    "gtlead.serving.headers.HeadersMiddleware",
    "gtlead.serving.hosts.HostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gtlead.lists.refusing.ParametersMiddleware",
    "gtlead.publication.editions.EditionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "gtlead.accounts.continuing.ContinuingMiddleware",
    "gtlead.accounts.staff.StaffMiddleware",
    "gtlead.dashboard.on_site.OnSiteMiddleware",
    "gtlead.accounts.zones.ZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "gtlead.urls"
WSGI_APPLICATION = "gtlead.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["gtlead.serving.templates.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "gtlead.templatetags.atlas",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


# A server of PostgreSQL that is gone without a word is noticed (seconds; the last in milliseconds).
NOT_FOR_EVER = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


def with_options(database: dict[str, Any]) -> dict[str, object]:
    """The database with what its kind needs beside an address."""
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;",
        }
    else:
        database["CONN_MAX_AGE"] = 60
        database["CONN_HEALTH_CHECKS"] = True
    if database["ENGINE"] == "django.db.backends.postgresql":
        # Compiling our many small subqueries takes PostgreSQL a hundred times as long as answering them.
        given = {"options": "-c jit=off", **NOT_FOR_EVER}
        database["OPTIONS"] = given | database.get("OPTIONS", {})
    return database


KEPT_DATABASE = f"sqlite:///{quote(str(STATE_DIR / 'gtlead.sqlite3'))}"
DATABASES = {"default": with_options(env.dj_db_url("DATABASE_URL", default=KEPT_DATABASE))}
DATABASE_ROUTERS = ["gtlead.publication.editions.EditionRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = env.str("CACHE_URL", default="")
REDIS_LIMITS = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}  # seconds
CACHES = {
    "default": {
        "BACKEND": "gtlead.serving.steady_cache.SteadyRedisCache",
        "LOCATION": CACHE_URL,
        "OPTIONS": REDIS_LIMITS,
    }
    if CACHE_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 2000}}
}

PAGE_CACHE_BYTES = 64 * 1024 * 1024  # in each process
CACHE_BYTES = env.int("CACHE_MEGABYTES", default=128) * 1024 * 1024  # in Redis
DOWNLOAD_BYTES = EDITION_BYTES = 256 * 1024 * 1024  # in the state folder

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "dashboard"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]

# An account is locked for a while, never an address, which colleagues may share (decision 9, accounts/sign_ins.py).
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_LOCKOUT_TEMPLATE = "locked_out.html"
AXES_CLIENT_IP_CALLABLE = "gtlead.accounts.sign_ins.client_address"
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
SILENCED_SYSTEM_CHECKS = [
    "axes.W006",  # an account is locked for all addresses, whatever else a client changes
    "mail.E001",  # e-mail is a convenience: the dashboard says the same, and links are made by an administrator
]
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SIGN_INS_KEPT_DAYS = 90
OTP_TOTP_ISSUER = "GT Lead"

# Without EMAIL_URL what would be sent is written to the console.
MAIL = env.dj_email_url("EMAIL_URL", default="consolemail://")
MAILERS = {"default": mailer(MAIL)}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL.get("DEFAULT_FROM_EMAIL", f"GT Lead <atlas@{ALLOWED_HOSTS[0].lstrip('.')}>")

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
TIME_ZONE = "UTC"
USE_I18N = len(LANGUAGES) > 1  # in one language no word is looked up
FORMAT_MODULE_PATH = "gtlead.records.formats"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING
WHITENOISE_AUTOREFRESH = DEBUG or TESTING
WHITENOISE_ALLOW_ALL_ORIGINS = False  # other sites have no use for our styles and scripts

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"  # else a link from another site gives a new one, and open forms cannot be saved
CSRF_FAILURE_VIEW = "gtlead.accounts.continuing.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not IS_LOCAL
SECURE_SSL_REDIRECT = not IS_LOCAL
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# How many of our own proxies add to X-Forwarded-For: the entry before theirs is the reader's address.
PROXIES = env.int("PROXIES", default=int(BEHIND_PROXY))
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if IS_LOCAL else 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not IS_LOCAL
CSRF_TRUSTED_ORIGINS = [] if IS_LOCAL else [f"https://{host.lstrip('.')}" for host in LISTED_HOSTS if host != "*"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "gtlead.serving.logs.JSONLines"},
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain" if DEBUG else "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "gtlead": {"level": "INFO"},
        "django.request": {"level": "WARNING" if DEBUG else "ERROR"},  # what is not there is asked for all day
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "axes": {"handlers": [], "level": "CRITICAL", "propagate": False},  # it names accounts and addresses
    },
}

OVERDUE_AFTER_DAYS = 365
# Private addresses that check_sources may ask: none, but for tests.
LINK_CHECK_ALLOWED_ADDRESSES: frozenset[str] = frozenset()
