"""Who may announce, who watches, and what is listed, on every backend."""

import datetime as dt

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.announcements.errors import NotAnAnnouncer, WrongState
from bot.storage.announcement_tables import Watch
from bot.storage.flow_tables import StaffMember
from bot.storage.personal_data import PersonalData
from bot.storage.watching import KEPT, Watching
from tests.support.announcing import ANA, BETO, NOBODY, Office


@pytest.fixture
def watching(office: Office) -> Watching:
    return office.storage.watching


class TestWhoMay:
    async def test_whoever_was_invited_may_announce_until_the_role_is_taken_back(
        self, office: Office, engine: AsyncEngine
    ) -> None:
        await office.subscribe([1])
        announcement = await office.draft()
        member = {"staff_id": NOBODY, "role": "announcer", "since": dt.datetime.now(dt.UTC), "invited_by": BETO}
        with pytest.raises(NotAnAnnouncer):
            await office.staff.approve(announcement, NOBODY)
        async with engine.begin() as connection:
            await connection.execute(insert(StaffMember).values(member))
        await office.staff.approve(announcement, NOBODY)
        async with engine.begin() as connection:
            await connection.execute(delete(StaffMember))
        with pytest.raises(NotAnAnnouncer):
            await office.staff.pause(announcement, NOBODY)


class TestDrafts:
    async def test_only_a_draft_can_be_thrown_away(self, office: Office) -> None:
        await office.subscribe([1])
        thrown, kept = await office.draft("uno"), await office.approved("dos")
        await office.staff.discard(thrown, ANA)
        with pytest.raises(WrongState, match="approved"):
            await office.staff.discard(kept, ANA)
        with pytest.raises(WrongState, match="cancelled"):
            await office.staff.approve(thrown, ANA)
        assert [entry.action for entry in await office.storage.audit.latest(2)] == ["discard", "approve"]

    async def test_those_are_not_listed_but_what_was_cancelled_on_its_way_is(self, office: Office) -> None:
        await office.subscribe([1])
        for text in ("uno", "dos", "tres"):
            await office.approved(text)
        await office.staff.cancel(2, ANA)
        await office.staff.discard(await office.draft("cuatro"), ANA)
        announcements = office.storage.announcements
        assert [one.id for one in await announcements.latest()] == [3, 2, 1]
        assert [one.id for one in await announcements.latest(1, skip=1)] == [2]
        assert await announcements.count() == 3

    async def test_a_count_needs_no_draft(self, office: Office) -> None:
        await office.subscribe([1, 2], ["agro"])
        await office.subscribe([3], ["agro"], language="en")
        await office.subscribe([4], ["cosmetics"])
        counts = [await office.staff.count(topics, language) for topics, language in (
            (["all"], None), (["agro"], None), (["agro"], "en"), (["agro", "calls"], None),
        )]  # fmt: skip
        assert counts == [4, 3, 1, 0]


class TestWatching:
    async def test_one_message_a_chat_shows_it_until_it_is_over(self, office: Office, watching: Watching) -> None:
        announcement = await office.draft()
        await watching.rehearsed(announcement, ANA, {"content": [5]})
        assert await watching.open() == []
        assert await watching.begin(announcement, ANA, 10) is None
        assert await watching.begin(announcement, ANA, 11) == 10
        assert await watching.begin(announcement, BETO, 12) is None
        assert {(one.chat_id, one.message_id) for one in await watching.open()} == {(ANA, 11), (BETO, 12)}
        [ana] = [one for one in await watching.open() if one.chat_id == ANA]
        assert ana.originals == {"content": [5]}
        await watching.end(ana)
        assert [one.chat_id for one in await watching.open()] == [BETO]
        await watching.begin_again(announcement)
        assert len(await watching.open()) == 2

    async def test_the_end_of_an_earlier_message_is_not_that_of_the_new_one(
        self, office: Office, watching: Watching
    ) -> None:
        announcement = await office.draft()
        await watching.begin(announcement, ANA, 10)
        [old] = await watching.open()
        await watching.begin(announcement, ANA, 11)
        await watching.end(old)
        assert [one.message_id for one in await watching.open()] == [11]

    async def test_of_two_who_would_show_the_same_one_does(self, office: Office, watching: Watching) -> None:
        await watching.begin(await office.draft(), ANA, 10)
        [watcher] = await watching.open()
        assert [await watching.claim(watcher, "news") for _ in range(2)] == [True, False]
        [later] = await watching.open()
        assert await watching.claim(later, "more news")

    async def test_an_original_leads_to_the_latest_that_was_made_from_it(
        self, office: Office, watching: Watching
    ) -> None:
        first, second = await office.draft("uno"), await office.draft("dos")
        await watching.rehearsed(first, ANA, {"content": [5, 6]})
        await watching.rehearsed(second, ANA, {"content": [5], "content_en": [8]})
        found = [await watching.made_from(ANA, message) for message in (5, 6, 8)]
        assert [one and one.announcement_id for one in found] == [second, first, second]
        assert await watching.made_from(ANA, 7) is None
        assert await watching.made_from(BETO, 5) is None

    async def test_it_is_forgotten_when_nothing_more_comes_of_it(
        self, office: Office, watching: Watching, engine: AsyncEngine
    ) -> None:
        over, running, recent = await office.draft("1"), await office.draft("2"), await office.draft("3")
        for announcement in (over, running, recent):
            await watching.begin(announcement, ANA, announcement)
        for one in await watching.open():
            if one.announcement_id != running:
                await watching.end(one)
        old = update(Watch).where(Watch.announcement_id.in_((over, running)))
        async with engine.begin() as connection:
            await connection.execute(old.values(since=dt.datetime.now(dt.UTC) - KEPT - dt.timedelta(days=1)))
        await watching.prune()
        left = [(await watching.of(announcement)) for announcement in (over, running, recent)]
        assert [len(one) for one in left] == [0, 1, 1]

    async def test_whoever_is_forgotten_watches_no_more(
        self, office: Office, watching: Watching, engine: AsyncEngine
    ) -> None:
        announcement = await office.draft()
        await watching.begin(announcement, ANA, 10)
        data = PersonalData(engine)
        assert (await data.of(ANA))["announcements"]["watched"] == [announcement]
        await data.erase(ANA)
        assert await watching.of(announcement) == []
