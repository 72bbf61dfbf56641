"""What publications change in answers that readers got, and who hears of it."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.audit import Audit
from bot.storage.changes import Correction
from bot.storage.personal_data import PersonalData
from tests.support.gaps import ANA, BRAZIL, EDITOR, EVA, LUIS, Desk, brazil

BEFORE = brazil("Cuesta USD 400.", body="## Costo\n\nEl registro vale USD 400. Dura 5 años.")
AFTER = brazil("Cuesta USD 450.", body="## Costo\n\nEl registro vale USD 450. Dura 5 años.")


@pytest.fixture
async def desk(engine: AsyncEngine) -> Desk:
    """A guide that says 400, and three readers who were told so."""
    opened = Desk(engine)
    await opened.publishes(BEFORE)
    await opened.is_answered(ANA, BRAZIL[0], days_ago=100)
    await opened.is_answered(ANA, BRAZIL[1], days_ago=40)
    await opened.is_answered(LUIS, BRAZIL[0], days_ago=3)
    await opened.is_answered(EVA, "cómo vendo en chile", "markets/chile", days_ago=3)
    return opened


async def only(desk: Desk) -> Correction:
    [correction] = await desk.work.correcting.undecided()
    return correction


async def test_it_is_seen_what_changed_and_how_many_were_told_otherwise(desk: Desk) -> None:
    await desk.publishes(AFTER)
    correction = await only(desk)
    assert correction.change.gone == ["Cuesta USD 400.", "El registro vale USD 400."]
    assert correction.change.new == ["Cuesta USD 450.", "El registro vale USD 450."]
    assert correction.readers == {30: 1, 90: 2, 365: 2}


async def test_other_words_change_no_answer(desk: Desk) -> None:
    await desk.publishes(
        brazil("Cuesta USD 400.", body="## Costo\n\nHable con alguien. El registro vale USD 400. Dura 5 años.")
    )
    assert await desk.work.correcting.undecided() == []


async def test_what_nobody_was_told_needs_no_correction(desk: Desk) -> None:
    for chat in (ANA, LUIS):
        await PersonalData(desk.engine).erase(chat)
    await desk.publishes(AFTER)
    assert await desk.work.correcting.undecided() == []


async def test_what_is_changed_back_is_no_change_and_twice_is_one(desk: Desk) -> None:
    await desk.publishes(AFTER)
    await desk.publishes(brazil("Cuesta USD 500.", body=BEFORE.body))
    assert (await only(desk)).change.gone == ["Cuesta USD 400."]
    await desk.publishes(BEFORE)
    assert await desk.work.correcting.undecided() == []


async def test_each_reader_of_that_time_is_told_once_about_their_last_question(desk: Desk) -> None:
    await desk.publishes(AFTER)
    change = (await only(desk)).change
    assert await desk.work.correcting.send(change.id, 90, EDITOR) == 2
    assert [(chat, text.split(" → ")[0]) for chat, _, text in await desk.notices()] == [
        (ANA, f"es: {BRAZIL[1]}"),
        (LUIS, f"es: {BRAZIL[0]}"),
    ]
    assert await desk.work.correcting.send(change.id, 365, EDITOR) is None
    assert await desk.work.correcting.get(change.id) is None
    assert len(await desk.notices()) == 2
    [entry] = await Audit(desk.engine).latest()
    assert (entry.staff_id, entry.action) == (EDITOR, "correction sent")
    assert entry.detail == "es/markets/brazil, 90 days: 2 readers"


async def test_not_those_who_muted_or_asked_after_the_change(desk: Desk) -> None:
    await desk.publishes(AFTER)
    await desk.is_answered(EVA, BRAZIL[0])
    await desk.storage.wishes.mute(ANA)
    change = (await only(desk)).change
    assert await desk.work.correcting.send(change.id, 365, EDITOR) == 1
    assert [chat for chat, _, _ in await desk.notices()] == [LUIS]


async def test_staff_may_tell_nobody_and_the_audit_says_so(desk: Desk) -> None:
    await desk.publishes(AFTER)
    change = (await only(desk)).change
    assert await desk.work.correcting.dismiss(change.id, EDITOR)
    assert not await desk.work.correcting.dismiss(change.id, EDITOR)
    assert await desk.work.correcting.send(change.id, 30, EDITOR) is None
    assert await desk.work.correcting.undecided() == []
    [entry] = await Audit(desk.engine).latest()
    assert (entry.action, entry.detail) == ("correction dismissed", "es/markets/brazil")
