"""What can be scripted to happen to a call, and the errors the Bot API answers with."""

from dataclasses import dataclass
from enum import Enum
from typing import Any


class ApiError(Exception):
    """An answer of the Bot API that is not ok."""

    def __init__(
        self,
        error_code: int,
        description: str,
        *,
        parameters: dict[str, Any] | None = None,
        html: str | None = None,
    ) -> None:
        super().__init__(description)
        self.error_code = error_code
        self.description = description
        self.parameters = parameters
        self.html = html  # what a proxy in front of Telegram answers instead of JSON


@dataclass(frozen=True)
class Delay:
    """The call is received at once and answered late: a client that gives up has been heard all the same."""

    seconds: float


class Cut(Enum):
    """The connection ends without an answer; the caller cannot tell the two apart."""

    NO_CONNECTION = "no connection came about"  # over HTTP it is cut at once instead, as for BEFORE
    BEFORE = "the call was not received"
    AFTER = "the call was received"


Outcome = ApiError | Delay | Cut

OK = Delay(0)  # lets one call pass, to script what happens to the one after it
NO_CONNECTION = Cut.NO_CONNECTION
CUT_BEFORE = Cut.BEFORE
CUT_AFTER = Cut.AFTER


def bad_request(reason: str) -> ApiError:
    """400: the call is wrong and stays wrong."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str = "bot was blocked by the user") -> ApiError:
    """403: this person does not want us (or is gone: `user is deactivated`)."""
    return ApiError(403, f"Forbidden: {reason}")


def migrated(new_chat_id: int) -> ApiError:
    """400: the group has become a supergroup with another id."""
    return ApiError(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        parameters={"migrate_to_chat_id": new_chat_id},
    )


def conflict(reason: str) -> ApiError:
    """409: someone else is taking this bot's updates."""
    return ApiError(409, f"Conflict: {reason}")


def too_many_requests(retry_after: int = 1) -> ApiError:
    """429: not done; try again after so many seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", parameters={"retry_after": retry_after})


def server_error() -> ApiError:
    """500, in JSON."""
    return ApiError(500, "Internal Server Error")


def bad_gateway() -> ApiError:
    """502 from the proxy in front of Telegram: a page of HTML where JSON was expected."""
    page = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
    return ApiError(502, "Bad Gateway", html=page)
