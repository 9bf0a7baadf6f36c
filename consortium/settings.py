"""
Settings. Everything that differs between machines comes from the environment (see docs/operations.md).

Without DATABASE_URL the checkout's own embedded PostgreSQL is used; without DJANGO_DEBUG=false the
project runs for development on this machine only.
"""

import sys
from fractions import Fraction
from pathlib import Path

import environ
import pgtrigger
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
TESTING = "pytest" in sys.modules
DEBUG = env.bool("DJANGO_DEBUG", True)

SECRET_KEY = env.str("DJANGO_SECRET_KEY", "for-development-only-public-and-signs-nothing-of-value" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set DJANGO_SECRET_KEY to a long random text: it signs sessions and mailed addresses.")
ALLOWED_HOSTS = env.list("DJANGO_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("DJANGO_CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "consortium",
    "goals",
    "pathways",
    "wbl",
    "indicators",
    "consortium.apps.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.sites",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_include_bootstrap",
    "django_htmx",
    "django_filters",
    "import_export",
    "django_tasks",
    "django_tasks_db",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    *(() if DEBUG else ("whitenoise.middleware.WhiteNoiseMiddleware",)),  # Django's own server sends them itself
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "consortium.middleware.NulMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "consortium.middleware.SignInMiddleware",
    "consortium.middleware.ChangesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "consortium.urls"
WSGI_APPLICATION = "consortium.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = 1

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "consortium.context.page",
            ],
        },
    },
]

# The database: a server by DATABASE_URL, or the embedded one that starts with the first connection.
if env.str("DATABASE_URL", ""):
    DATABASES = {"default": env.db_url("DATABASE_URL")}
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    EMBEDDED_DATABASE = False
else:
    DATABASES = {"default": {"ENGINE": "consortium.embedded_backend", "NAME": "career_goals"}}
    EMBEDDED_DATABASE = True
# People are told apart by hashes, 100,000 of them in one statement: with PostgreSQL's own 4 MB for that it goes to the
# disk and takes six times as long. And compiling a statement (JIT) takes longer than any of ours runs.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c work_mem=32MB -c jit=off")

AUTH_USER_MODEL = "consortium.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# How many proxies stand in front and add to X-Forwarded-For: for limits by internet address (signing in, surveys).
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0 if DEBUG else 1)
ACCOUNT_ADAPTER = "consortium.accounts.InvitationOnlyAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account exists only by invitation to that very address
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24 * 14  # an invitation is good for two weeks
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14

LANGUAGE_CODE = "en-us"
TIME_ZONE = "America/Los_Angeles"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = env.path("DJANGO_STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))()
STATICFILES_DIRS = [BASE_DIR / "static"]
# Uploads: in a folder outside the web root, or in a store that speaks S3 once FILES_S3_BUCKET is set.
FILES_ROOT = VAR_DIR / "test-files" if TESTING else Path(env.str("FILES_ROOT", str(VAR_DIR / "files")))
FILE_MAX_BYTES = env.int("FILE_MAX_BYTES", 20 * 1024 * 1024)
FILES_S3 = {
    "bucket_name": env.str("FILES_S3_BUCKET", ""),
    "endpoint_url": env.str("FILES_S3_ENDPOINT", "") or None,
    "region_name": env.str("FILES_S3_REGION", "") or None,
    "access_key": env.str("FILES_S3_ACCESS_KEY", "") or None,
    "secret_key": env.str("FILES_S3_SECRET_KEY", "") or None,
    "location": env.str("FILES_S3_FOLDER", ""),
    "default_acl": env.str("FILES_S3_ACL", "") or None,  # private is what a store does that is told nothing
    "file_overwrite": True,  # the same name is the same content
    "querystring_auth": True,
    "signature_version": "s3v4",
    "max_memory_size": 1024 * 1024,  # larger files go through a temporary one
}
if FILES_S3["endpoint_url"]:
    FILES_S3["addressing_style"] = "path"  # what every store but Amazon's own understands
STORAGES = {
    "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": FILES_S3}
    if FILES_S3["bucket_name"] and not TESTING
    else {"BACKEND": "consortium.stores.FolderStore", "OPTIONS": {"location": FILES_ROOT}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = False

# History is kept by the database itself; a trigger a statement, so that bulk changes stay fast.
PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_APPEND_ONLY = True

# Long work is queued in the database and done by `manage.py work`.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Mail: printed on the console unless a server is named.
if env.str("EMAIL_URL", ""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")  # for mails that no request is behind
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Regional Consortium <no-reply@localhost>")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if not DEBUG:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("DJANGO_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by the machine next door, without TLS
    SECURE_HSTS_SECONDS = env.int("DJANGO_HSTS_SECONDS", 60 * 60 * 24 * 365)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}

# The domain's own settings.
ON_TRACK_AT = Fraction(env.str("ON_TRACK_AT", "0.9"))  # of what the time asks; for a level, of the target
SMALL_CELL_MAX = 10  # counts of students from 1 to this are not shown to outsiders
# The secret with which numbers of people on rosters are hashed: the text itself, or a file that holds it.
WBL_ROSTER_KEY = env.str("WBL_ROSTER_KEY", "")
WBL_ROSTER_KEY_FILE = env.str("WBL_ROSTER_KEY_FILE", str(VAR_DIR / "roster-key") if EMBEDDED_DATABASE else "")

if TESTING:
    # A test's rows need not outlive a power cut, so nothing waits for the disk.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    WBL_ROSTER_KEY, WBL_ROSTER_KEY_FILE = "for-tests-only-where-nobody-is-on-a-roster", ""
