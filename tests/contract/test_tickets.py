"""Tickets on every backend: their states and times, where they are found, and being forgotten."""

import datetime as dt

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.personal_data import PersonalData
from bot.storage.ticket_tables import Ticket
from bot.storage.tickets import ANSWERED, CLOSED, KEPT, NOTE, OPEN, TO_READER, TO_STAFF, Tickets

GROUP, ANA, BERTA, LUIS = -1001, 2**40 + 1, 502, 601


@pytest.fixture
def tickets(engine: AsyncEngine) -> Tickets:
    return Tickets(engine)


async def placed(tickets: Tickets, chat_id: int = ANA, topic: int | None = 7, card: int = 8) -> int:
    ticket = await tickets.open(chat_id, "¿cómo exporto panela?", "es")
    await tickets.place(ticket, GROUP, topic, card)
    return ticket


async def test_states_and_times_follow_what_is_written(tickets: Tickets) -> None:
    ticket = await placed(tickets)
    assert (await tickets.get(ticket)).state == OPEN
    await tickets.keep(ticket, 20, 120, TO_READER)
    answered = await tickets.get(ticket)
    assert (answered.state, answered.first_answer_at >= answered.created_at) == (ANSWERED, True)
    await tickets.keep(ticket, 21, 121, TO_STAFF)
    assert (await tickets.get(ticket)).state == OPEN
    await tickets.keep(ticket, 22, 122, TO_READER)
    assert (await tickets.get(ticket)).first_answer_at == answered.first_answer_at
    assert await tickets.close(ticket, LUIS)
    assert (await tickets.get(ticket)).closed_at is not None
    assert not await tickets.close(ticket, LUIS)
    assert await tickets.of_reader(ANA) is None
    assert await tickets.reopen(ticket, LUIS)
    assert not await tickets.reopen(ticket, LUIS)
    assert (await tickets.get(ticket)).closed_at is None


async def test_a_note_changes_no_state(tickets: Tickets) -> None:
    ticket = await placed(tickets)
    await tickets.keep(ticket, 20, None, NOTE)
    assert ((await tickets.get(ticket)).state, (await tickets.get(ticket)).first_answer_at) == (OPEN, None)


async def test_a_message_is_found_from_both_sides_and_only_in_its_chat(tickets: Tickets) -> None:
    ticket = await placed(tickets)
    await placed(tickets, BERTA, 70, 80)
    await tickets.keep(ticket, 20, 120, TO_READER)
    for found in (
        await tickets.in_topic(GROUP, 7),
        await tickets.with_staff_message(GROUP, 8),
        await tickets.with_staff_message(GROUP, 20),
        await tickets.with_reader_message(ANA, 120),
    ):
        assert found.id == ticket
    assert await tickets.in_topic(-5, 7) is None
    assert await tickets.with_staff_message(-5, 20) is None
    assert await tickets.with_reader_message(BERTA, 120) is None
    assert (await tickets.pair_of_staff(ticket, 20)).reader_message_id == 120
    assert (await tickets.pair_of_reader(ticket, 120)).staff_message_id == 20


async def test_in_another_group_the_numbers_of_before_mean_nothing(tickets: Tickets) -> None:
    ticket = await placed(tickets)
    await tickets.keep(ticket, 20, 120, TO_READER)
    await tickets.place(ticket, GROUP, 9, 10)
    assert await tickets.with_staff_message(GROUP, 20)
    await tickets.place(ticket, -2002, 1, 2)
    assert await tickets.with_staff_message(-2002, 20) is None


async def test_the_list_begins_with_what_waits_longest(tickets: Tickets) -> None:
    first, second, third = [await placed(tickets, chat) for chat in (1, 2, 3)]
    await tickets.keep(first, 20, 120, TO_READER)
    await tickets.close(third, LUIS)
    assert [ticket.id for ticket in await tickets.listed(10)] == [second, first]
    assert [ticket.id for ticket in await tickets.listed(1, skip=1)] == [first]
    assert await tickets.count() == 2


async def test_only_its_reader_rates_it(tickets: Tickets) -> None:
    ticket = await placed(tickets)
    assert not await tickets.rate(ticket, BERTA, True)
    assert await tickets.rate(ticket, ANA, False)
    assert (await tickets.get(ticket)).is_useful is False


async def test_a_reader_sees_their_own_and_erasing_leaves_only_figures(tickets: Tickets, engine: AsyncEngine) -> None:
    ticket, other = await placed(tickets), await placed(tickets, BERTA, 70, 80)
    await tickets.keep(ticket, 20, 120, TO_READER)
    data = PersonalData(engine)
    assert [one["question"] for one in (await data.of(ANA))["tickets"]] == ["¿cómo exporto panela?"]
    await data.erase(ANA)
    assert (await data.of(ANA))["tickets"] == []
    left = await tickets.get(ticket)
    assert (left.chat_id, left.question, left.state) == (None, "", CLOSED)
    assert left.first_answer_at is not None
    assert await tickets.pair_of_staff(ticket, 20) is None
    assert (await tickets.get(other)).chat_id == BERTA


async def test_what_was_closed_long_ago_is_forgotten(tickets: Tickets, engine: AsyncEngine) -> None:
    old, recent, under_way = [await placed(tickets, chat) for chat in (1, 2, 3)]
    await tickets.close(old, LUIS)
    await tickets.close(recent, LUIS)
    long_ago = dt.datetime.now(dt.UTC) - KEPT - dt.timedelta(days=1)
    async with engine.begin() as connection:
        await connection.execute(update(Ticket).where(Ticket.id == old).values(closed_at=long_ago))
    await tickets.prune()
    assert [(await tickets.get(one)).chat_id for one in (old, recent, under_way)] == [None, 2, 3]
