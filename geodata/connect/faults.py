"""What can go wrong on the way to a server, in words that say what to do."""

from __future__ import annotations

from geodata.errors import ConnectError
from geodata.findings import error

SERVER_FAULT = 500
NO_WAY = (
    "Look whether this computer is on the internet; else ask somebody who is to fetch the file, "
    "and send it on the Data page."
)
WORDS: dict[int, tuple[str, str, str]] = {
    400: ("bad_request", "The server does not understand the question.",
          "Look at the codes and periods that were given."),
    401: ("not_signed_in", "The server does not accept the token, or wants one.",
          "Make a new personal access token in your profile there; a token expires after a time."),
    403: ("no_right", "The server knows the token, but its user may not read this.",
          "Ask whoever runs the server for the right to read it."),
    404: ("not_there", "There is nothing at this address.",
          "Look at the address: it is the one where the start page opens, without what follows."),
    409: ("conflict", "The server understands the question but cannot answer it.",
          "Look at the codes of the data, the periods and the level."),
    429: ("too_many", "The server says that it was asked too often.",
          "Wait some minutes, then ask for less at once."),
}  # fmt: skip
# DHIS2's own text may name a user, so its code alone is told, in these words.
CODES = {
    "E7120": "the user of the token may not see these places",
    "E7121": "the user of the token may not read this data",
    "E7124": "one of the codes, periods or levels is not known there",
    "E7125": "one of the codes is not known there",
    "E7128": "this is more than it gives at once; ask for fewer periods or codes",
    "E7131": "the question took it too long; ask for fewer periods or codes",
    "E7144": "its tables for analysis have not been made yet; ask whoever runs it",
}


def fault(rule: str, host: str, message: str, remedy: str) -> ConnectError:
    """
    Return the error that nothing could be fetched, with its one finding.

    >>> fault("timeout", "dhis2.example", "No answer in time.", "Try later.").finding.place
    'dhis2.example'
    """
    return ConnectError(error(rule, host, None, "", "", message, remedy))


def status_fault(host: str, status: int, code: str = "") -> ConnectError:
    """
    Return the error for an answer that is no success.

    Parameters
    ----------
    code
        DHIS2's own code of the reason, such as ``E7124``.

    Examples
    --------
    >>> status_fault("dhis2.example", 503).finding.message
    'The server has a fault of its own. (status 503)'
    >>> status_fault("dhis2.example", 409, "E7125").finding.message.partition("That is: ")[2]
    'one of the codes is not known there. (status 409, E7125)'
    """
    unknown = ("bad_answer", "The server does not give what was asked.", "Look at the address.")
    rule, message, remedy = WORDS.get(status, unknown)
    if status >= SERVER_FAULT:
        rule, message = "server_fault", "The server has a fault of its own."
        remedy = "Try again in some minutes; if it stays, tell whoever runs the server."
    why = f" That is: {CODES[code]}." if code in CODES else ""
    told = f"status {status}, {code}" if code else f"status {status}"
    return fault(rule, host, f"{message}{why} ({told})", remedy)


def not_as_documented(host: str) -> ConnectError:
    """
    Return the error that an answer has another shape than the documentation says.

    >>> not_as_documented("dhis2.example").finding.rule
    'odd_answer'
    """
    message = "The answer does not have the shape that the documentation of this source says."
    remedy = "Look at the address; if it is right, report this with the name of the source."
    return fault("odd_answer", host, message, remedy)
