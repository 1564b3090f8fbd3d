"""Which network addresses may be asked: public ones only, however they are written. Pure."""

import socket
from collections.abc import Callable, Collection, Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

Resolve = Callable[[str, int], Sequence[str]]
# Set apart by IANA's registries of special addresses, and taken for public by some versions of Python.
SET_APART: list[IPv4Network | IPv6Network] = [
    *map(IPv4Network, ("192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24")),
    *map(IPv4Network, ("198.18.0.0/15", "240.0.0.0/4")),
    *map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3ffe::/16", "3fff::/20")),
]
UNICAST = IPv6Network("2000::/3")  # all that was ever given to the public Internet
TRANSLATED = IPv6Network("64:ff9b::/96")  # an IPv4 address behind a translator


class ForbiddenAddressError(Exception):
    """A host that leads to this machine, to the network around it, or to nothing public."""


def is_public(text: str) -> bool:
    """Whether the address belongs to the public Internet; IPv4 addresses inside IPv6 ones are looked at too."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        inner = ip_address(int(address) & 0xFFFFFFFF) if address in TRANSLATED else address.ipv4_mapped
        if inner is not None:
            return is_public(str(inner))
        if address not in UNICAST:
            return False
    set_apart = any(address in network for network in SET_APART if network.version == address.version)
    return address.is_global and not address.is_multicast and not address.is_reserved and not set_apart


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
