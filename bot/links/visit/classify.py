"""What the answers to one link mean; pure.

Status codes: https://www.rfc-editor.org/rfc/rfc9110#section-15, https://www.rfc-editor.org/rfc/rfc6585;
`cf-mitigated`: https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import SplitResult, urljoin, urlsplit

from bot.links.values import Answer, Forbidden, NoAnswer, NoSuchHost, Outcome
from bot.links.visit.ends import lost
from bot.links.visit.page import not_found, read, wall
from bot.net.values import CannotAsk

PERMANENT = {301, 308}
TEMPORARY = {302, 303, 307}
FILE = re.compile(
    r"\.(?:pdf|ps|eps|djvu|pptx?|docx?|xlsx?|odp|key|zip|tar|t?gz|bz2|xz|7z|rar|png|jpe?g|gif|svg|webp|mp[34]|avi|mov|webm|mkv"
    r"|bib|csv|json|whl|deb|dmg|exe|pth|pt|onnx|h5|npz|safetensors)\Z",
    re.IGNORECASE,
)
LOGIN_PATH = re.compile(
    r"/(?:log-?in|sign-?in|sso|saml2?|oauth2?|openid|authenticate|authorize|wayf|shibboleth|cas/login|users/sign_in|accounts/login|"
    r"auth(?:/login)?|consent|captcha|showcaptcha|sorry/index|wayf|challenge|cookieabsent|action/cookieabsent)(?:[./?]|\Z)",
    re.IGNORECASE,
)
LOGIN_HOSTS = ("accounts.google.com", "login.", "signin.", "auth.", "idp.", "sso.", "consent.")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look found; ``again`` says that another try may find something else."""

    outcome: Outcome
    status: int | None = None
    target: str | None = None
    evidence: str = ""
    shows: str = ""
    again: bool = False


def names_file(url: str) -> bool:
    """Whether an address names a file, of which a HEAD says all there is to know."""
    try:
        return FILE.search(urlsplit(url).path) is not None
    except ValueError:  # no address at all: whoever is to ask will say so
        return False


def is_plain(url: str) -> bool:
    """Whether an address is one of the unencrypted web, on the port where that is usual."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.port in (None, 80)


def says_enough(answer: Answer) -> bool:
    """Whether an answer to HEAD settles it: it is a file, it leads elsewhere, or the host wants a pause."""
    if answer.status in PERMANENT | TEMPORARY | {429}:
        return True
    kind = answer.headers.get("content-type", "").lower()
    return answer.status == 200 and bool(kind) and "html" not in kind


def next_hop(answer: Answer) -> str | None:
    """Where an answer sends us; None where it does not."""
    location = answer.headers.get("location", "").strip()
    if answer.status not in PERMANENT | TEMPORARY or not location:
        return None
    try:
        # What a server puts into this header is bytes; most mean UTF-8.
        target = urljoin(answer.url, location if location.isascii() else _utf8(location))
        urlsplit(target)
    except ValueError:
        return None
    return target


def _utf8(text: str) -> str:
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def failed(url: str, hops: Sequence[Answer], failure: CannotAsk) -> Finding:
    """What it means that no answer came, after the redirects in ``hops``."""
    target, on_the_way = (next_hop(hops[-1]), " where it redirects to") if hops else (None, "")
    said = f"{failure}{on_the_way}"
    if isinstance(failure, Forbidden):
        return Finding(Outcome.SKIPPED, None, target, said)
    if isinstance(failure, NoSuchHost):
        return Finding(Outcome.GONE, None, target, said)
    return Finding(Outcome.ERROR, None, target, said, again=isinstance(failure, NoAnswer))


def finding(url: str, hops: Sequence[Answer]) -> Finding:
    """What the answers found, the last of which is not a redirect that was followed."""
    last = hops[-1]
    target = _permanent_end(hops)
    end = last.url if len(hops) > 1 else None
    if last.headers.get("cf-mitigated") == "challenge":
        return Finding(Outcome.REFUSED, last.status, end, "asks for a proof that nobody but a browser gives")
    if not 200 <= last.status < 300:
        return _of_status(last, end)
    if end and _asks_to_log_in(urlsplit(url), urlsplit(end)):
        return Finding(Outcome.REFUSED, last.status, end, "leads to a login")
    page = read(last.body, last.headers.get("content-type", ""))
    shows = page.named or page.title or _file(last)
    if said := wall(page):
        return Finding(Outcome.REFUSED, last.status, end, f"asks who is there: “{said}”")
    if said := not_found(page):
        return Finding(Outcome.SOFT_404, last.status, end, f"says “{said}”", shows)
    if end and (reason := lost(urlsplit(url), urlsplit(end))):
        return Finding(Outcome.SOFT_404, last.status, end, reason, shows)
    if target:
        return Finding(Outcome.MOVED, hops[0].status, target, f"moved permanently ({hops[0].status})", shows)
    if end:
        return Finding(
            Outcome.REDIRECTED, hops[0].status, end, f"redirects for the time being ({hops[0].status})", shows
        )
    return Finding(Outcome.OK, last.status, None, f"answers {last.status}", shows)


def _file(answer: Answer) -> str:
    """What a file shows itself as: its type and length, if both are told."""
    kind, length = (answer.headers.get(name, "") for name in ("content-type", "content-length"))
    is_page = "html" in kind.lower() or not kind
    return "" if is_page or not length.isdecimal() else f"{kind.partition(';')[0].lower()}, {length} bytes"


def _permanent_end(hops: Sequence[Answer]) -> str | None:
    """Where the leading permanent redirects end; what is temporary beyond is not what the link should say."""
    target = None
    for hop, after in pairwise(hops):
        if hop.status not in PERMANENT:
            break
        target = after.url
    return target


def _of_status(last: Answer, end: str | None) -> Finding:
    status = last.status
    if status in (404, 410):
        return Finding(Outcome.GONE, status, end, f"answers {status}")
    if status >= 500 and status != 999:
        return Finding(Outcome.ERROR, status, end, f"answers {status}", again=status != 501)
    if status >= 400:
        return Finding(Outcome.REFUSED, status, end, f"answers {status}")
    if status == 300:
        return Finding(Outcome.OK, status, end, "offers a choice (300)")
    return Finding(Outcome.ERROR, status, end, f"answers {status} without saying where to")


def _asks_to_log_in(asked: SplitResult, end: SplitResult) -> bool:
    host = end.hostname or ""
    if host.startswith(LOGIN_HOSTS) and host != asked.hostname:
        return True
    return LOGIN_PATH.search(end.path) is not None and LOGIN_PATH.search(asked.path) is None
