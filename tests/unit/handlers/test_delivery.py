"""Getting a reply out: patience where it certainly did not arrive, never twice where it may have."""

import httpx
import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.handlers.delivery import LONGEST_WAIT_SECONDS, PATIENCE_SECONDS, PatientDelivery
from bot.presentation import texts
from bot.presentation.localisation import translate
from tests.support.bot_api import (
    CUT_AFTER,
    CUT_BEFORE,
    NO_CONNECTION,
    BotApi,
    Outcome,
    bad_gateway,
    forbidden,
    server_error,
    too_many_requests,
)
from tests.support.local_bot import LocalBot, Naps

ANA = 501
QUESTION = "¿cómo me uno?"


class TestAReply:
    async def test_told_to_wait_waits_as_long_and_is_sent_once(self, bot: LocalBot, api: BotApi) -> None:
        api.script("sendMessage", too_many_requests(7))
        assert len(await bot.hears(ANA, QUESTION)) == 1
        assert bot.naps.taken == [7.0]
        assert len(api.texts_to(ANA)) == 1

    @pytest.mark.parametrize("outcome", [server_error(), bad_gateway(), NO_CONNECTION], ids=["500", "502", "no link"])
    async def test_that_did_not_arrive_is_repeated_and_sent_once(
        self, bot: LocalBot, api: BotApi, outcome: Outcome
    ) -> None:
        api.script("sendMessage", outcome, outcome)
        assert len(await bot.hears(ANA, QUESTION)) == 1
        assert len(bot.naps.taken) == 2
        assert len(api.texts_to(ANA)) == 1

    @pytest.mark.parametrize("language", ["es", "en"])
    async def test_that_may_have_arrived_is_not_repeated_and_the_reader_hears_of_it(
        self, bot: LocalBot, api: BotApi, language: str
    ) -> None:
        api.script("sendMessage", CUT_AFTER)
        answer, line = await bot.hears(ANA, QUESTION, language_code=language)
        assert answer.text.startswith("Su empresa")
        assert line.text == translate(texts.MAYBE_ARRIVED, language)
        assert not bot.naps.taken

    async def test_cut_off_on_its_way_cannot_be_told_from_one_that_arrived(self, bot: LocalBot, api: BotApi) -> None:
        api.script("sendMessage", CUT_BEFORE)
        assert [sent.text for sent in await bot.hears(ANA, QUESTION)] == [texts.MAYBE_ARRIVED]

    async def test_to_someone_who_blocked_the_bot_is_dropped_quietly(
        self, bot: LocalBot, api: BotApi, caplog: pytest.LogCaptureFixture
    ) -> None:
        api.script("sendMessage", forbidden())
        assert await bot.hears(ANA, QUESTION) == []
        assert len(api.calls_of("sendMessage")) == 1
        assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]

    async def test_an_edit_is_repeated_whatever_happened_for_twice_is_harmless(
        self, bot: LocalBot, api: BotApi
    ) -> None:
        await bot.hears(ANA, "/temas")
        api.script("editMessageText", CUT_AFTER)
        assert await bot.pressed(ANA, texts.SECTIONS["export"]) == []
        assert api.texts_to(ANA)[0].startswith(texts.SECTIONS["export"])

    @pytest.mark.parametrize(
        "outcome", [server_error(), too_many_requests(30), CUT_AFTER, forbidden()], ids=["500", "429", "cut", "403"]
    )
    async def test_is_never_held_up_by_the_typing_sign(self, bot: LocalBot, api: BotApi, outcome: Outcome) -> None:
        api.script("sendChatAction", outcome)
        assert len(await bot.hears(ANA, QUESTION)) == 1
        assert not bot.naps.taken

    async def test_to_one_chat_waits_alone(self, bot: LocalBot, api: BotApi) -> None:
        api.script("sendMessage", *[too_many_requests(30)] * 10, chat_id=ANA)
        waiting = api.user_writes(ANA, QUESTION)
        assert len(await bot.hears(502, QUESTION)) == 1
        await bot.inbox.until_handled(waiting)
        assert bot.naps.taken == [30.0] * 10


def a_failure(kind: type[TelegramError], cause: Exception | None) -> TelegramError:
    failure = kind("…")
    failure.__cause__ = cause
    return failure


class Requests:
    """What Telegram does with one request, try after try."""

    def __init__(self, *failures: TelegramError) -> None:
        self.failures = list(failures)
        self.count = 0

    async def __call__(self) -> str:
        self.count += 1
        if self.failures:
            raise self.failures.pop(0)
        return "done"


async def delivered(request: Requests, naps: Naps, endpoint: str = "sendMessage") -> str:
    result: str = await PatientDelivery(naps).process_request(request, (), {}, endpoint, {}, None)
    return result


class TestARequest:
    @pytest.mark.parametrize(
        "failure",
        [
            a_failure(NetworkError, httpx.ConnectError("")),
            a_failure(TimedOut, httpx.ConnectTimeout("")),
            a_failure(TimedOut, httpx.PoolTimeout("")),
            a_failure(NetworkError, None),
            a_failure(NetworkError, TelegramError("Invalid server response")),
        ],
        ids=["refused", "no answer to the door", "no free connection", "5xx", "5xx in HTML"],
    )
    async def test_that_was_certainly_not_carried_out_is_repeated(self, failure: TelegramError) -> None:
        request = Requests(failure)
        assert await delivered(request, Naps()) == "done"
        assert request.count == 2

    @pytest.mark.parametrize(
        "failure",
        [
            a_failure(TimedOut, httpx.ReadTimeout("")),
            a_failure(TimedOut, httpx.WriteTimeout("")),
            a_failure(TimedOut, None),
            a_failure(NetworkError, httpx.ReadError("")),
            a_failure(NetworkError, httpx.RemoteProtocolError("")),
            a_failure(NetworkError, RuntimeError("an error nobody thought of")),
        ],
        ids=["no answer", "not all written", "time-out", "lost", "closed", "unheard of"],
    )
    @pytest.mark.parametrize(("endpoint", "tries"), [("sendMessage", 1), ("editMessageText", 2), ("getMe", 2)])
    async def test_that_may_have_been_carried_out_is_repeated_only_where_that_is_harmless(
        self, failure: TelegramError, endpoint: str, tries: int
    ) -> None:
        request = Requests(failure)
        if tries == 1:
            with pytest.raises(NetworkError):
                await delivered(request, Naps(), endpoint)
        else:
            await delivered(request, Naps(), endpoint)
        assert request.count == tries

    @pytest.mark.parametrize("failure", [BadRequest("wrong"), Forbidden("blocked")], ids=["400", "403"])
    async def test_that_is_refused_stays_refused(self, failure: TelegramError) -> None:
        naps = Naps()
        with pytest.raises(type(failure)):
            await delivered(Requests(failure), naps)
        assert not naps.taken

    async def test_waits_longer_each_time_and_gives_up_in_the_end(self) -> None:
        naps = Naps()
        with pytest.raises(NetworkError):
            await delivered(Requests(*[a_failure(NetworkError, None)] * 1_000), naps)
        assert naps.taken[0] < naps.taken[2] < naps.taken[4]
        assert max(naps.taken) <= LONGEST_WAIT_SECONDS * 1.2
        assert PATIENCE_SECONDS - 40 < sum(naps.taken) <= PATIENCE_SECONDS

    async def test_told_to_wait_longer_than_patience_lasts_gives_up_at_once(self) -> None:
        naps = Naps()
        with pytest.raises(RetryAfter):
            await delivered(Requests(RetryAfter(3_000)), naps)
        assert not naps.taken
