"""Which network addresses may be asked: public ones only, however they are written. Pure."""

import socket
from collections.abc import Callable, Collection, Sequence
from ipaddress import IPv6Address, IPv6Network, ip_address

Resolve = Callable[[str, int], Sequence[str]]
TRANSLATED = IPv6Network("64:ff9b::/96")  # an IPv4 address behind a translator


class ForbiddenAddressError(Exception):
    """A host that leads to this machine, to the network around it, or to nothing public."""


def is_public(text: str) -> bool:
    """Whether the address belongs to the public Internet; IPv4 addresses inside IPv6 ones are looked at too."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        teredo = address.teredo
        if teredo:
            return False
        if address in TRANSLATED:
            inner = ip_address(int(address) & 0xFFFFFFFF)  # type: ignore[assignment]
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast and not address.is_reserved


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the machine's resolver gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked_address(host: str, port: int, allowed: Collection[str] = (), ask: Resolve = resolve) -> str:
    """The address to connect to. The name is asked for once, so that it cannot lead elsewhere afterwards."""
    addresses = ask(host, port)
    if not addresses or not all(address in allowed or is_public(address) for address in addresses):
        raise ForbiddenAddressError(host)
    return addresses[0]
