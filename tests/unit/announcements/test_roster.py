import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.announcements.roster import Fault, RosterError, _good_rows, export_subscribers, import_subscribers
from bot.storage.engine import open_engine
from bot.storage.subscribers import Subscribers
from tests.support.announcing import TOPICS


@pytest.fixture
async def subscribers(database: str) -> AsyncIterator[Subscribers]:
    engine = open_engine(database)
    yield Subscribers(engine)
    await engine.dispose()


def file(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "subscribers.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


async def test_the_good_rows_come_in_and_each_broken_one_is_named_with_its_line(
    tmp_path: Path, subscribers: Subscribers
) -> None:
    rows = [
        "chat_id,language,topics",
        "1,es,agro;calls",
        "abc,es,agro",
        "2,fr,agro",
        "3,en,",
        "",
        "4,es",
        "1,es,agro",
        "-100,es,fishing",
        '5,en,"agro; fairs"',
        "99999999999999999999,es,agro",
        "0,es,agro",
        "٣,es,agro",
    ]
    done = await import_subscribers(file(tmp_path, "\n".join(rows)), subscribers, TOPICS)
    assert done.subscribers == 3
    assert [fault.line for fault in done.faults] == [3, 4, 7, 8, 9, 11, 12, 13]
    assert done.faults[0] == Fault(3, '"abc" is no chat id')
    first, third, fifth = [await subscribers.get(chat_id) for chat_id in (1, 3, 5)]
    assert first is not None
    assert third is not None
    assert fifth is not None
    assert (first.topics, first.language, first.consent_version) == ({"agro", "calls"}, "es", "import")
    assert (third.topics, fifth.topics) == (set(), {"agro", "fairs"})


async def test_whoever_has_stopped_is_not_brought_back(tmp_path: Path, subscribers: Subscribers) -> None:
    await subscribers.subscribe(1, "es", ["agro"], "1")
    await subscribers.stop_all(1)
    done = await import_subscribers(
        file(tmp_path, "chat_id,language,topics\n1,es,agro\n2,es,agro\n"), subscribers, TOPICS
    )
    assert (done.subscribers, [fault.line for fault in done.faults]) == (1, [2])
    kept = await subscribers.get(1)
    assert kept is not None
    assert kept.is_stopped


async def test_what_is_taken_along_comes_in_elsewhere(tmp_path: Path, subscribers: Subscribers) -> None:
    text = "chat_id,language,topics\n" + "".join(f"{chat},es,agro;calls\n" for chat in range(1, 1_203))
    await import_subscribers(file(tmp_path, "\ufeff" + text.replace("\n", "\r\n")), subscribers, TOPICS)
    written = io.StringIO()
    assert await export_subscribers(written, subscribers) == 1_202
    assert written.getvalue() == text


@pytest.mark.parametrize("content", ["", "id,lang\n", b"\xff\xfe\x00", "chat_id;language;topics\n1;es;agro\n"])
async def test_a_file_that_is_none_of_ours_is_one_clear_line(
    content: str | bytes, tmp_path: Path, subscribers: Subscribers
) -> None:
    with pytest.raises(RosterError):
        await import_subscribers(file(tmp_path, content), subscribers, TOPICS)
    with pytest.raises(RosterError):
        await import_subscribers(tmp_path / "missing.csv", subscribers, TOPICS)


@given(st.text(max_size=200))
@settings(suppress_health_check=list(HealthCheck))
def test_no_text_breaks_the_reading(text: str) -> None:
    faults: list[Fault] = []
    list(_good_rows(io.StringIO("chat_id,language,topics\n" + text, newline=""), TOPICS, faults))
