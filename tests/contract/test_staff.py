"""Roles: from the settings, by an invitation that is good once, and taken back."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.audit import Audit
from bot.storage.flow_tables import StaffInvitation
from bot.storage.invitations import REMEMBERED, VALID, Accepted, Invitations, Refused
from bot.storage.personal_data import PersonalData
from bot.storage.staff import Member, Role, Staff

BOSS, DEPUTY, EVA, LUIS = 7_000_000_001, 72, 73, 74
NOW = dt.datetime.now(dt.UTC)
MOMENT = dt.timedelta(seconds=1)


@pytest.fixture
def staff(engine: AsyncEngine) -> Staff:
    return Staff(engine, {"admin": frozenset({BOSS}), "editor": frozenset({EVA})})


@pytest.fixture
def invitations(engine: AsyncEngine, staff: Staff) -> Invitations:
    return Invitations(engine, staff)


async def audited(engine: AsyncEngine) -> list[tuple[int, str, str]]:
    return [(entry.staff_id, entry.action, entry.detail) for entry in reversed(await Audit(engine).latest())]


async def test_an_invitation_gives_its_role_once(staff: Staff, invitations: Invitations, engine: AsyncEngine) -> None:
    token = await invitations.invite(BOSS, Role.ANNOUNCER, NOW)
    assert await invitations.accept(token, LUIS, NOW) == Accepted(Role.ANNOUNCER, BOSS)
    assert await staff.roles(LUIS) == {Role.ANNOUNCER}
    assert await invitations.accept(token, DEPUTY, NOW) is Refused.USED
    assert await staff.roles(DEPUTY) == set()
    assert await audited(engine) == [
        (BOSS, "invited", "announcer"),
        (LUIS, "invitation accepted", f"announcer, invited by {BOSS}"),
    ]


async def test_of_two_who_come_together_one_gets_it(staff: Staff, invitations: Invitations) -> None:
    token = await invitations.invite(BOSS, Role.EDITOR, NOW)
    outcomes = await asyncio.gather(*(invitations.accept(token, person, NOW) for person in (LUIS, DEPUTY)))
    assert sorted(type(outcome) for outcome in outcomes if isinstance(outcome, Accepted)) == [Accepted]
    assert len(await staff.ids(Role.EDITOR)) == 2  # with Eva


async def test_it_is_good_for_two_days(invitations: Invitations) -> None:
    first, second = [await invitations.invite(BOSS, Role.EDITOR, NOW) for _ in range(2)]
    assert await invitations.accept(first, LUIS, NOW + VALID) is Refused.EXPIRED
    assert isinstance(await invitations.accept(second, LUIS, NOW + VALID - MOMENT), Accepted)


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "é" * 60])
async def test_what_nobody_made_is_unknown(invitations: Invitations, token: str) -> None:
    await invitations.invite(BOSS, Role.EDITOR, NOW)
    assert await invitations.accept(token, LUIS, NOW) is Refused.UNKNOWN


async def test_what_the_link_says_is_kept_nowhere(invitations: Invitations, engine: AsyncEngine) -> None:
    token = await invitations.invite(BOSS, Role.ADMIN, NOW)
    async with engine.connect() as connection:
        [row] = (await connection.execute(select(StaffInvitation.__table__))).all()
    assert token not in repr(row)
    assert token not in repr(await audited(engine))


async def test_who_has_the_role_already_leaves_it_for_another(staff: Staff, invitations: Invitations) -> None:
    token = await invitations.invite(BOSS, Role.EDITOR, NOW)
    for person in (BOSS, EVA):
        assert await invitations.accept(token, person, NOW) == Accepted(Role.EDITOR, BOSS, is_new=False)
    assert await invitations.accept(token, LUIS, NOW) == Accepted(Role.EDITOR, BOSS)


async def test_it_ends_with_the_role_of_who_made_it(staff: Staff, invitations: Invitations) -> None:
    await invitations.accept(await invitations.invite(BOSS, Role.ADMIN, NOW), DEPUTY, NOW)
    token = await invitations.invite(DEPUTY, Role.ADMIN, NOW)
    assert await staff.remove(BOSS, DEPUTY, Role.ADMIN)
    assert await invitations.accept(token, LUIS, NOW) is Refused.EXPIRED


async def test_members_are_those_of_the_settings_and_the_invited(staff: Staff, invitations: Invitations) -> None:
    for role in (Role.ANNOUNCER, Role.ADMIN):
        await invitations.accept(await invitations.invite(BOSS, role, NOW), LUIS, NOW)
    assert await staff.members() == [
        Member(BOSS, Role.ADMIN, True),
        Member(EVA, Role.EDITOR, True),
        Member(LUIS, Role.ADMIN, False),
        Member(LUIS, Role.ANNOUNCER, False),
    ]


async def test_a_role_is_taken_back(staff: Staff, invitations: Invitations, engine: AsyncEngine) -> None:
    await invitations.accept(await invitations.invite(BOSS, Role.EDITOR, NOW), LUIS, NOW)
    assert await staff.remove(BOSS, LUIS, Role.EDITOR)
    assert await staff.roles(LUIS) == set()
    assert (await audited(engine))[-1] == (BOSS, "role removed", f"{LUIS}: editor")
    assert not await staff.remove(BOSS, LUIS, Role.EDITOR)
    assert len(await audited(engine)) == 3


async def test_roles_of_the_settings_and_ones_own_as_admin_stay(staff: Staff, invitations: Invitations) -> None:
    await invitations.accept(await invitations.invite(BOSS, Role.ADMIN, NOW), DEPUTY, NOW)
    assert not await staff.remove(BOSS, EVA, Role.EDITOR)
    assert not await staff.remove(DEPUTY, DEPUTY, Role.ADMIN)
    assert await staff.has(EVA, Role.EDITOR)
    assert await staff.has(DEPUTY, Role.ADMIN)


async def test_whoever_asks_to_be_forgotten_is_no_member_any_more(
    staff: Staff, invitations: Invitations, engine: AsyncEngine
) -> None:
    await invitations.accept(await invitations.invite(BOSS, Role.ADMIN, NOW), DEPUTY, NOW)
    await invitations.accept(await invitations.invite(DEPUTY, Role.EDITOR, NOW), LUIS, NOW)
    still_open = await invitations.invite(DEPUTY, Role.EDITOR, NOW)
    data = PersonalData(engine)
    assert [role["role"] for role in (await data.of(DEPUTY))["staff_roles"]] == ["admin"]
    await data.erase(DEPUTY)
    assert await staff.roles(DEPUTY) == set()
    assert await staff.roles(LUIS) == {Role.EDITOR}
    assert await invitations.accept(still_open, 99, NOW) is Refused.UNKNOWN
    assert (await data.of(DEPUTY))["staff_roles"] == []


async def test_old_invitations_are_forgotten(invitations: Invitations) -> None:
    old = await invitations.invite(BOSS, Role.EDITOR, NOW - VALID - REMEMBERED - MOMENT)
    late = await invitations.invite(BOSS, Role.EDITOR, NOW - VALID - MOMENT)
    await invitations.prune()
    assert await invitations.accept(old, LUIS, NOW) is Refused.UNKNOWN
    assert await invitations.accept(late, LUIS, NOW) is Refused.EXPIRED
