"""From an address and parameters to an answer: what both ways to reach the stand-in share."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from tests.support.bot_api import (
    CUT_AFTER,
    CUT_BEFORE,
    NO_CONNECTION,
    ApiError,
    BotApi,
    Delay,
    Outcome,
    Parameters,
    conflict,
)
from tests.support.stand_in.parameters import normalised

ADDRESS = re.compile(r"/(?P<file>file/)?bot(?P<token>[^/]+)/(?P<rest>.+)")
TOKEN_FORM = re.compile(r"\d+:[\w-]+")


class ConnectionCut(Exception):
    """No answer will come."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


@dataclass(frozen=True)
class Reply:
    """An answer as it travels."""

    status: int
    body: bytes
    content_type: str = "application/json"


async def answer(api: BotApi, token: str, path: str, parameters: Parameters) -> Reply:
    """Answer a call or the download of a file, with whatever is scripted for it."""
    address = ADDRESS.fullmatch(unquote(path))
    if address is None or not TOKEN_FORM.fullmatch(address["token"]):
        return refusal(ApiError(404, "Not Found"))
    if address["token"] != token:
        return refusal(ApiError(401, "Unauthorized"))
    if address["file"]:
        content = api.files.content(address["rest"])
        if content is None:
            return refusal(ApiError(404, "Not Found"))
        return Reply(200, content, "application/octet-stream")
    try:
        return await _answer_call(api, address["rest"], normalised(parameters))
    except ApiError as error:
        return refusal(error)


async def _answer_call(api: BotApi, method: str, parameters: Parameters) -> Reply:
    outcome = api.arrive(method, parameters)
    if isinstance(outcome, ApiError):
        return refusal(outcome)
    if outcome in (CUT_BEFORE, NO_CONNECTION):
        raise ConnectionCut(outcome)
    if method == "getUpdates":
        result: Any = await _poll(api, parameters)
    else:
        result = api.handle(method, parameters)
    if outcome is CUT_AFTER:
        raise ConnectionCut(outcome)
    if isinstance(outcome, Delay):
        await asyncio.sleep(outcome.seconds)
    return Reply(200, json.dumps({"ok": True, "result": result}).encode())


def refusal(error: ApiError) -> Reply:
    """An error as it travels."""
    if error.html is not None:
        return Reply(error.error_code, error.html.encode(), "text/html")
    body: dict[str, Any] = {"ok": False, "error_code": error.error_code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return Reply(error.error_code, json.dumps(body).encode())


async def _poll(api: BotApi, parameters: Parameters) -> Any:
    """Answer getUpdates as soon as there is something, or with nothing when `timeout` has passed."""
    async with _listening(api) as news:
        with api.changed:
            mine = api.updates.begin_poll()
        try:
            async with asyncio.timeout(parameters.get("timeout", 0)):
                while True:
                    news.clear()
                    if result := api.handle("getUpdates", parameters):
                        return result
                    await news.wait()
                    if api.updates.poll != mine:
                        raise conflict(
                            "terminated by other getUpdates request; make sure that only one bot instance is running"
                        )
        except TimeoutError:
            return []


@asynccontextmanager
async def _listening(api: BotApi) -> AsyncIterator[asyncio.Event]:
    """An event set, in this loop, whenever a thread adds an update."""
    loop = asyncio.get_running_loop()
    news = asyncio.Event()

    def tell() -> None:
        loop.call_soon_threadsafe(news.set)

    with api.changed:
        api.updates.listeners.append(tell)
    try:
        yield news
    finally:
        with api.changed:
            api.updates.listeners.remove(tell)
