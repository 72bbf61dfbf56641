"""What was sent is edited or removed where it arrived, through the same outbox."""

import pytest

from bot.announcements.content import Button, Content
from bot.announcements.errors import WrongState
from tests.support.announcing import ANA, BETO, Office
from tests.support.bot_api import BotApi


class TestCorrections:
    async def test_an_edit_reaches_everyone_who_got_it(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1, 2, 3])
        api.blocked.add(3)
        wrong = await office.approved("El plazo es el 3", buttons=(Button("ask"),))
        await office.sent(wrong)
        edit = await office.staff.correct(wrong, BETO, Content("El plazo es el 5"))
        assert (await office.staff.rehearse(edit)).recipients == 2
        await office.staff.approve(edit, BETO)
        await office.sent(edit)
        assert [api.texts_to(chat) for chat in (1, 2, 3)] == [["El plazo es el 5"], ["El plazo es el 5"], []]
        assert await office.counts(edit) == {"sent": 2}
        ask = api.buttons_of(api.messages_to(1)[0])[0]
        assert ask["callback_data"] == f"1|ann|{wrong}"

    async def test_a_removal_takes_it_away_everywhere(self, office: Office, api: BotApi) -> None:
        await office.subscribe([1, 2])
        wrong = await office.approved("Error")
        await office.sent(wrong)
        removal = await office.staff.correct(wrong, ANA, None)
        await office.staff.approve(removal, ANA)
        await office.sent(removal)
        assert api.messages_to(1) == api.messages_to(2) == []

    async def test_a_message_the_reader_deleted_is_a_failure_of_that_one_only(
        self, office: Office, api: BotApi
    ) -> None:
        await office.subscribe(range(1, 6))
        wrong = await office.approved("Error")
        await office.sent(wrong)
        for sent in api.sent[:4]:
            del api.messages[sent.chat_id, sent.message_id]
        edit = await office.staff.correct(wrong, ANA, Content("Bien"))
        await office.staff.approve(edit, ANA)
        [progress] = await office.sent(edit)
        assert progress.state == "done"
        assert await office.counts(edit) == {"failed": 4, "sent": 1}

    async def test_what_is_on_its_way_must_end_first(self, office: Office) -> None:
        await office.subscribe([1])
        announcement = await office.approved()
        with pytest.raises(WrongState, match="done or cancelled"):
            await office.staff.correct(announcement, ANA, Content("Bien"))

    async def test_those_who_cannot_be_corrected_are_counted(self, office: Office) -> None:
        await office.subscribe([1, 2, 3])
        await office.sent(await office.approved("Mal"))
        await office.storage.subscribers.erase(2)
        edit = await office.staff.correct(1, ANA, Content("Bien"))
        told = await office.staff.rehearse(edit)
        assert (told.recipients, told.left_out) == (2, {"out of reach": 1})

    async def test_two_removals_are_not_taken_for_the_same_text(self, office: Office) -> None:
        await office.subscribe([1])
        for text in ("uno", "dos"):
            await office.sent(await office.approved(text))
        first = await office.staff.correct(1, ANA, None)
        await office.staff.approve(first, ANA)
        assert (await office.staff.rehearse(await office.staff.correct(2, ANA, None))).alike is None
