"""/tickets: who sees it, and what it shows."""

from bot.presentation import texts as general
from bot.presentation.texts import tickets as texts
from tests.support.announcing import ANA
from tests.support.desk import GROUP, LUIS, READER, Desk
from tests.support.local_bot import labels


async def listed(help_desk: Desk) -> str:
    [*_, shown] = await help_desk.bot.hears(GROUP, "/tickets", chat_type="supergroup", user_id=LUIS)
    return shown.text


async def test_what_waits_comes_first_with_its_age_and_words(help_desk: Desk) -> None:
    await help_desk.hands_over("¿qué es el ICA?", 501)
    await help_desk.hands_over("¿cómo exporto panela?", 502)
    await help_desk.staff_says(1, "Es una entidad", 501)
    text = await listed(help_desk)
    assert "Tickets abiertos: 2" in text
    assert text.index("🔴 #2 · hace") < text.index("🟢 #1 · hace")
    assert "«¿cómo exporto panela?»" in text


async def test_every_role_sees_it_in_private_and_closes_there(help_desk: Desk) -> None:
    ticket = await help_desk.hands_over()
    await help_desk.bot.hears(ANA, "/tickets")
    await help_desk.bot.pressed(ANA, f"#{ticket}")
    await help_desk.bot.pressed(ANA, texts.BUTTON_CLOSE)
    assert await help_desk.state(ticket) == "closed"
    assert await listed(help_desk) == texts.LIST_EMPTY
    await help_desk.bot.pressed(GROUP, texts.BUTTON_REOPEN, user_id=LUIS)
    assert await help_desk.state(ticket) == "open"


async def test_a_reader_neither_sees_nor_closes(help_desk: Desk) -> None:
    ticket = await help_desk.hands_over()
    [refused] = await help_desk.bot.hears(READER, "/tickets")
    assert refused.text == general.FOR_STAFF
    await help_desk.bot.pressed_data(READER, f"1|tk-close|{ticket}")
    assert await help_desk.state(ticket) == "open"


async def test_many_come_in_pages(help_desk: Desk) -> None:
    for reader in range(501, 511):
        await help_desk.hands_over(f"pregunta {reader}", reader)
    [first] = await help_desk.bot.hears(GROUP, "/tickets", chat_type="supergroup", user_id=LUIS)
    assert [label for label in labels(first) if label.startswith("#")] == [f"#{n}" for n in range(1, 9)]
    await help_desk.bot.pressed(GROUP, "▶️", user_id=LUIS)
    assert "pregunta 510" in help_desk.api.texts_to(GROUP)[-1]


async def test_someone_elses_ticket_is_not_written_to(help_desk: Desk) -> None:
    ticket = await help_desk.hands_over()
    await help_desk.bot.pressed_data(777, f"1|tk-write|{ticket}")
    assert help_desk.bot.last_alert()["text"] == general.BUTTON_EXPIRED


async def test_a_ticket_without_reader_is_no_conversation(help_desk: Desk) -> None:
    stored = help_desk.bot.services.desk.tickets
    gap = await stored.open(None, "¿cómo exporto arepas?", "es")
    assert "«¿cómo exporto arepas?»" in await listed(help_desk)
    assert any(texts.HOW_GAP in message["text"] for message in help_desk.in_group())
    before = len(help_desk.in_group())
    await help_desk.staff_says(gap, "Hay que averiguarlo")
    assert len(help_desk.in_group()) == before
