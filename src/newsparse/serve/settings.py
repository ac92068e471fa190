"""How a server is set up."""

import ipaddress
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """What the command's options say.

    model: another spaCy pipeline. timeout: seconds for an article, besides what its length takes.
    places: requests that may be under way at once. max_bytes: of a request. longest: code points
    of an article. token: what who asks must send. cors: origins whose pages may ask.
    hosts_checked: whether only names of this machine are answered to.
    """

    model: str | None = None
    places: int = 64
    max_bytes: int = 10_000_000
    timeout: float = 60.0
    longest: int = 200_000
    token: str | None = None
    cors: tuple[str, ...] = ()
    hosts_checked: bool = True


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
