"""The requests that ended the site once, sent again and again, and what other readers notice meanwhile.

Asked by the suite, by `make drill` and at the end of `make fuzz`.
"""

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

# A worker each, and the server at the third: their words are put into a picture, and no XML has them.
HARMFUL = ("/charts/milestones.svg?q=%01", "/charts/milestones.svg?q=%1b", "/charts/authorisations.png?q=%EF%BF%BF")
READ_MEANWHILE = ("/healthz", "/about/", "/charts/")
ASKED_BEFORE = 6  # times, so that every worker keeps what is read
DISTURBED = 5  # seconds that another reader may wait

Status = Callable[[str], int]  # the status that an address is answered with


def disturbances(status_of: Status, number: int) -> list[str]:
    """What other readers notice while so many of them are sent, three at a time; nothing if all is well."""
    for address in READ_MEANWHILE * ASKED_BEFORE:
        status_of(address)
    found = []
    with ThreadPoolExecutor(len(HARMFUL)) as threads:
        sent = [threads.submit(status_of, HARMFUL[n % len(HARMFUL)]) for n in range(number)]
        while True:
            for address in READ_MEANWHILE:
                began = time.monotonic()
                status, seconds = status_of(address), time.monotonic() - began
                found += [f"{address}: {status} after {seconds:.1f} s"] if status != 200 or seconds > DISTURBED else []
            if all(one.done() for one in sent):
                break
    statuses = Counter(one.result() for one in sent)
    return found if statuses == {400: number} else [*found, f"they were answered with {dict(statuses)}"]
