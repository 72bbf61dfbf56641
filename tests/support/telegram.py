"""Two ways for a bot to reach the stand-in: within the process, or over HTTP on this machine."""

import asyncio
import json
import threading
from concurrent.futures import Future
from types import TracebackType
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
from telegram import Bot
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from tests.support.bot_api import NO_CONNECTION, BotApi, Parameters, UploadedFile, bad_request
from tests.support.stand_in.answering import ConnectionCut, Reply, answer, refusal

TOKEN = "1234567890:stand-in-for-the-token-of-a-real-bot"


class InProcessRequest(BaseRequest):
    """Carries python-telegram-bot's calls to the stand-in without a socket, with the errors HTTP would give."""

    def __init__(self, api: BotApi, *, token: str = TOKEN, read_timeout: float | None = 5.0) -> None:
        self._api = api
        self._token = token
        self._read_timeout = read_timeout

    @property
    def read_timeout(self) -> float | None:
        return self._read_timeout

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        patience = self._read_timeout if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        parameters: Parameters = dict(request_data.json_parameters) if request_data else {}
        for name, (file_name, content, *_) in (request_data.multipart_data if request_data else {}).items():
            whole = content if isinstance(content, bytes) else content.read()
            parameters[name] = UploadedFile(file_name, whole)
        try:
            async with asyncio.timeout(patience):
                reply = await answer(self._api, self._token, urlsplit(url).path, parameters)
        except TimeoutError:
            raise TimedOut from httpx.ReadTimeout("")
        except ConnectionCut as cut:
            if cut.outcome is NO_CONNECTION:
                raise NetworkError("httpx.ConnectError: ") from httpx.ConnectError("")
            reason = "Server disconnected without sending a response."
            raise NetworkError(f"httpx.RemoteProtocolError: {reason}") from httpx.RemoteProtocolError(reason)
        return reply.status, reply.body


def in_process_bot(api: BotApi, *, read_timeout: float | None = 5.0) -> Bot:
    """A bot that reaches the stand-in for everything, polling included."""
    request = InProcessRequest(api, read_timeout=read_timeout)
    return Bot(TOKEN, request=request, get_updates_request=request)


class BotApiServer:
    """The stand-in over HTTP: `with BotApiServer(api) as server:` and give the bot `server.base_url`.

    It runs in a thread with a loop of its own, so the bot may be in this process or in another.
    With the `port` of a stopped server, Telegram comes back at the same address.
    """

    def __init__(self, api: BotApi, *, token: str = TOKEN, port: int = 0) -> None:
        self.api = api
        self.token = token
        self.port = port
        self.answering: set[asyncio.Task[Reply]] = set()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event

    @property
    def base_url(self) -> str:
        """What the token is appended to."""
        return f"http://127.0.0.1:{self.port}/bot"

    @property
    def file_url(self) -> str:
        """The same, for files."""
        return f"http://127.0.0.1:{self.port}/file/bot"

    def start(self) -> None:
        """Serve until `stop`."""
        started: Future[int] = Future()
        self._thread = threading.Thread(target=self._run, args=(started,), name="bot-api", daemon=True)
        self._thread.start()
        self.port = started.result(timeout=10)

    def stop(self) -> None:
        """Cut every connection and end the thread; stopping twice is harmless."""
        if self._thread is None or not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(timeout=10)
        if self._thread.is_alive():
            raise RuntimeError("the stand-in's thread does not end")

    def __enter__(self) -> "BotApiServer":
        self.start()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        self.stop()

    def _run(self, started: "Future[int]") -> None:
        try:
            asyncio.run(self._serve(started))
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)

    async def _serve(self, started: "Future[int]") -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        application = Application([(r".*", _Handler, {"server": self})], log_function=lambda handler: None)
        sockets = bind_sockets(self.port, "127.0.0.1")
        server = HTTPServer(application)
        server.add_sockets(sockets)
        started.set_result(sockets[0].getsockname()[1])
        await self._stop.wait()
        server.stop()
        for task in self.answering:
            task.cancel()
        await asyncio.gather(*self.answering, return_exceptions=True)
        await server.close_all_connections()


class _Handler(RequestHandler):
    """One HTTP request."""

    def initialize(self, server: BotApiServer) -> None:
        self._server = server
        self._task: asyncio.Task[Reply] | None = None

    async def get(self) -> None:
        await self._answer()

    async def post(self) -> None:
        await self._answer()

    async def _answer(self) -> None:
        try:
            parameters = self._parameters()
        except ValueError:
            self._send(refusal(bad_request("can't parse the request's JSON object")))
            return
        server = self._server
        self._task = asyncio.create_task(answer(server.api, server.token, self.request.path, parameters))
        server.answering.add(self._task)
        try:
            reply = await self._task
        except (ConnectionCut, asyncio.CancelledError):
            self.detach().close()
        else:
            self._send(reply)
        finally:
            server.answering.discard(self._task)

    def on_connection_close(self) -> None:
        """Nobody is waiting for this answer any more."""
        if self._task is not None:
            self._task.cancel()

    def _send(self, reply: Reply) -> None:
        self.set_status(reply.status)
        self.set_header("Content-Type", reply.content_type)
        self.finish(reply.body)

    def _parameters(self) -> Parameters:
        """From the query, a form, a multipart form with files, or JSON."""
        request = self.request
        parameters: Parameters = {name: values[-1].decode() for name, values in request.arguments.items()}
        for name, files in request.files.items():
            parameters[name] = UploadedFile(files[0].filename, files[0].body)
        if request.headers.get("Content-Type", "").startswith("application/json") and request.body:
            body = json.loads(request.body)
            if not isinstance(body, dict):
                raise ValueError("an object was expected")
            parameters |= cast(Parameters, body)
        return parameters
