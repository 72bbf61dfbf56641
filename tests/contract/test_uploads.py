"""What editors send is kept until it is published or discarded, each editor's by itself."""

import datetime as dt

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.audit import Audit
from bot.storage.personal_data import PersonalData
from bot.storage.upload_tables import GuideUpload
from bot.storage.uploads import KEPT, Upload, Uploads

ANA, BETO = 51, 52
PACKING = Upload("packing.md", "es/export/packing.md", "a" * 64, "")
LABELS = Upload("labels.md", "es/export/labels.md", "b" * 64, "c" * 64)


@pytest.fixture
def uploads(engine: AsyncEngine) -> Uploads:
    return Uploads(engine)


async def places(uploads: Uploads, staff_id: int) -> list[str]:
    return [upload.place for upload in await uploads.of(staff_id)]


async def test_each_editor_has_their_own_by_place(uploads: Uploads) -> None:
    await uploads.keep(ANA, PACKING)
    await uploads.keep(ANA, LABELS)
    await uploads.keep(BETO, PACKING)
    assert await places(uploads, ANA) == [LABELS.place, PACKING.place]
    assert await places(uploads, BETO) == [PACKING.place]
    assert await uploads.others_at([PACKING.place, LABELS.place], ANA) == {PACKING.place}
    assert await uploads.others_at([PACKING.place, LABELS.place], BETO) == {PACKING.place, LABELS.place}


async def test_the_last_one_for_a_place_counts(uploads: Uploads) -> None:
    await uploads.keep(ANA, PACKING)
    await uploads.keep(ANA, Upload("packing (1).md", PACKING.place, "d" * 64, "e" * 64))
    [kept] = await uploads.of(ANA)
    assert (kept.name, kept.digest, kept.base) == ("packing (1).md", "d" * 64, "e" * 64)


async def test_what_stood_there_can_be_seen_anew(uploads: Uploads) -> None:
    await uploads.keep(ANA, LABELS)
    await uploads.keep(BETO, LABELS)
    await uploads.rebase(ANA, {LABELS.place: "f" * 64})
    assert [upload.base for upload in await uploads.of(ANA)] == ["f" * 64]
    assert [upload.base for upload in await uploads.of(BETO)] == [LABELS.base]


async def test_one_is_taken_out_only_by_its_editor(uploads: Uploads) -> None:
    await uploads.keep(ANA, PACKING)
    [kept] = await uploads.of(ANA)
    assert await uploads.take_out(BETO, kept.id) == ""
    assert await uploads.take_out(ANA, kept.id) == PACKING.place
    assert await places(uploads, ANA) == []


async def test_settling_is_in_the_audit_and_leaves_others_alone(uploads: Uploads, engine: AsyncEngine) -> None:
    for editor in (ANA, BETO):
        await uploads.keep(editor, PACKING)
    await uploads.settle(ANA, "guide published", PACKING.place)
    assert await places(uploads, ANA) == []
    assert await places(uploads, BETO) == [PACKING.place]
    [entry] = await Audit(engine).latest()
    assert (entry.staff_id, entry.action, entry.detail) == (ANA, "guide published", PACKING.place)


async def test_what_nobody_came_back_to_is_forgotten(uploads: Uploads, engine: AsyncEngine) -> None:
    await uploads.keep(ANA, PACKING)
    await uploads.keep(BETO, LABELS)
    long_ago = dt.datetime.now(dt.UTC) - KEPT - dt.timedelta(hours=1)
    async with engine.begin() as connection:
        await connection.execute(update(GuideUpload).where(GuideUpload.staff_id == ANA).values(sent_at=long_ago))
    assert await uploads.prune() == {LABELS.digest}
    assert await places(uploads, ANA) == []


async def test_an_editor_can_see_and_erase_theirs(uploads: Uploads, engine: AsyncEngine) -> None:
    await uploads.keep(ANA, PACKING)
    await uploads.keep(BETO, LABELS)
    data = PersonalData(engine)
    assert [upload["name"] for upload in (await data.of(ANA))["guide_uploads"]] == ["packing.md"]
    await data.erase(ANA)
    assert (await data.of(ANA))["guide_uploads"] == []
    assert await places(uploads, BETO) == [LABELS.place]
