"""Mistakes in the settings of the environment, each as one plain line with an example."""

import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

YES_OR_NO = {"", "0", "1", "true", "false", "yes", "no", "on", "off", "t", "f", "y", "n"}
HOST = re.compile(r"\.?\w[\w-]*(\.\w[\w-]*)*\.?(:\d{1,5})?|\[[0-9a-fA-F:.]+\](:\d{1,5})?|\*", re.ASCII)
LOCAL = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d+)?")
HIGHEST_PORT = 65535
CONTACT = re.compile(r"mailto:[^@\s]+@[^@\s]+|https://[^/\s]+\S*")
SHORTEST_KEY, FEWEST_LETTERS = 50, 5  # as Django's own check asks


class Setting(NamedTuple):
    """A name that the site reads, what may be in it, and an example."""

    is_good: Callable[[str], bool]
    example: str


def is_number(most: int, least: int = 0) -> Callable[[str], bool]:
    """Whether a text is a whole number between these."""
    return lambda text: text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most


def is_yes_or_no(text: str) -> bool:
    """Whether a text is one of the usual words for yes and no."""
    return text.lower() in YES_OR_NO


def is_database(text: str) -> bool:
    """Whether a text is the address of a database of a kind that is tested."""
    try:
        address = urlsplit(text)
        is_known = is_postgres(text) if address.scheme in {"postgres", "postgresql"} else address.scheme == "sqlite"
        return is_known and address.port != 0 and len(address.path) > 1
    except ValueError:  # a port that is no number
        return False


def is_postgres(text: str) -> bool:
    """Whether psycopg reads an address, also what stands in it behind a question mark."""
    from psycopg import ProgrammingError  # noqa: PLC0415 - a tenth of a start, and SQLite does without
    from psycopg.conninfo import conninfo_to_dict, timeout_from_conninfo  # noqa: PLC0415 - see above

    try:
        timeout_from_conninfo(conninfo_to_dict(text))
    except ProgrammingError:  # an option that nobody knows
        return False
    return True


def is_cache(text: str) -> bool:
    """Whether a text is the address of a Redis server."""
    from redis import ConnectionPool  # noqa: PLC0415 - a twentieth of a start, and most sites do without

    try:
        address = urlsplit(text)
        number = address.path.strip("/")
        is_redis = address.scheme in {"redis", "rediss"} and bool(address.hostname) and address.port != 0
        if not is_redis or (number and not is_number(9999)(number)):
            return False
        ConnectionPool.from_url(text).make_connection()  # reaches nobody, but reads what stands behind a question mark
    except (ValueError, TypeError):
        return False
    return True


def is_mail_server(text: str) -> bool:
    """Whether a text is the address of a server that takes e-mail, or of the console."""
    try:
        address = urlsplit(text)
        return address.scheme == "consolemail" or (
            address.scheme in {"smtp", "smtp+tls", "smtp+ssl"} and bool(address.hostname) and address.port != 0
        )
    except ValueError:
        return False


def are_hosts(text: str) -> bool:
    """Whether a text is names of hosts, with ports or without, separated by commas."""
    hosts = hosts_of(text)
    return bool(hosts) and all(HOST.fullmatch(host) and port_of(host) <= HIGHEST_PORT for host in hosts)


def port_of(host: str) -> int:
    """The port that is named, or nought."""
    found = re.search(r":(\d+)$", host)
    return int(found[1]) if found else 0


def is_contact(text: str) -> bool:
    """Whether a text is an address that a report can be sent to."""
    return CONTACT.fullmatch(text) is not None


def hosts_of(text: str) -> list[str]:
    """The names in a list separated by commas."""
    return [host.strip() for host in text.split(",") if host.strip()]


SETTINGS = {
    "PORT": Setting(is_number(HIGHEST_PORT, least=1), "8000"),
    "DEBUG": Setting(is_yes_or_no, "0"),
    "BEHIND_PROXY": Setting(is_yes_or_no, "1"),
    "PROXIES": Setting(is_number(20), "1"),
    "DATABASE_URL": Setting(is_database, "postgres://user:password@host:5432/name"),
    "CACHE_URL": Setting(is_cache, "redis://host:6379/0"),
    "SECURITY_CONTACT": Setting(is_contact, "mailto:security@atlas.example"),
    "EMAIL_URL": Setting(is_mail_server, "smtp+tls://user:password@host:587/?_default_from_email=atlas@atlas.example"),
    "CACHE_MEGABYTES": Setting(is_number(1_000_000), "128"),
    "ALLOWED_HOSTS": Setting(are_hosts, "atlas.example,www.atlas.example"),
}
OTHERS = {"SECRET_KEY", "ADMIN_PASSWORD", "STATE_DIR"}
KNOWN = SETTINGS.keys() | OTHERS


def mistakes(environment: Mapping[str, str]) -> list[str]:
    """A line for each setting that cannot be meant; empty ones count as not given."""
    found = [
        f"{name}={without_password(environment[name])!r} cannot be used. An example: {name}={setting.example}"
        for name, setting in SETTINGS.items()
        if environment.get(name) and not setting.is_good(environment[name])
    ]
    key = environment.get("SECRET_KEY", "")
    public = [host for host in hosts_of(environment.get("ALLOWED_HOSTS", "")) if not LOCAL.fullmatch(host)]
    if key and public and (len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_LETTERS):
        found.append(
            f"SECRET_KEY is too easy to guess for a public site: at least {SHORTEST_KEY} characters, such as those of "
            "python -c 'import secrets; print(secrets.token_hex(32))'"
        )
    return found


def without_password(text: str) -> str:
    """An address that may go to a log."""
    return re.sub(r"//[^/]*@", "//…@", text)


def unknown_names(lines: Iterable[str]) -> list[str]:
    """The names of a .env file that nothing reads, in their order."""
    names = [line.removeprefix("export ").partition("=")[0].strip() for line in lines if "=" in line]
    return [name for name in names if not name.startswith("#") and name not in KNOWN]


def no_settings(lines: Iterable[str]) -> list[int]:
    """The numbers of the lines of a .env file that set nothing though they say something."""
    return [
        number for number, line in enumerate(lines, 1) if line.strip() and "=" not in line and line.strip()[0] != "#"
    ]


def folder_problem(folder: Path) -> str:
    """Why nothing can be written to the state folder, or nothing; makes the folder where it can."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError as error:
        return (
            f"STATE_DIR={str(folder)!r} cannot be written to ({error.strerror}). An example: STATE_DIR=/srv/gtlead/var"
        )
