"""What members of staff see about the team: who is in it, invitations, and what each role may do."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from bot.presentation.callback_data import data
from bot.presentation.entities import literal
from bot.presentation.localisation import translate
from bot.presentation.messages import Button, Message
from bot.presentation.texts import staff as texts
from bot.storage.staff import Member, Role


def members_message(members: Sequence[Member], names: Mapping[int, str], admin_id: int, language: str) -> Message:
    """The team, with a button for each role that this admin can take back.

    Args:
        members: everyone's roles.
        names: what each is called, where Telegram tells.
        admin_id: who looks at it.
        language: theirs.
    """
    lines, rows = [], []
    for member in members:
        who, role = name_of(member.staff_id, names), role_name(member.role, language)
        line = translate(texts.MEMBER, language, who=literal(who), role=role)
        lines.append(line + (translate(texts.FROM_SETTINGS, language) if member.is_in_settings else ""))
        if not member.is_in_settings and (member.staff_id, member.role) != (admin_id, Role.ADMIN):
            label = translate(texts.BUTTON_REMOVE, language, who=who, role=role)
            rows.append((Button(label, data("st-remove", member.staff_id, member.role)),))
    shown = "\n".join(lines) or translate(texts.NOBODY, language)
    parts = [translate(texts.STAFF, language, members=shown)]
    if any(member.is_in_settings for member in members):
        parts.append(translate(texts.NOTE, language))
    invite = Button(translate(texts.BUTTON_INVITE, language), data("st-invite"))
    return Message("\n\n".join(parts), ((invite,), *rows))


def choose_role_message(language: str) -> Message:
    """Which role the invited person gets."""
    told = "\n".join(f"{role_name(role, language)}\n{commands_of({role}, language)}\n" for role in Role)
    rows = [(Button(role_name(role, language), data("st-role", role)),) for role in Role]
    return Message(translate(texts.CHOOSE_ROLE, language, roles=told), (*rows, (_back(language),)))


def invitation_message(role: Role, link: str, valid: dt.timedelta, language: str) -> Message:
    """The link, and what to do with it."""
    hours = round(valid / dt.timedelta(hours=1))
    said = translate(texts.INVITATION, language, role=role_name(role, language), link=literal(link), hours=hours)
    return Message(said, ((_back(language),),))


def remove_message(staff_id: int, who: str, role: Role, language: str) -> Message:
    """Take the role back? It asks first."""
    said = translate(texts.REMOVE_ASK, language, who=literal(who), role=role_name(role, language))
    yes = Button(translate(texts.BUTTON_REMOVE_YES, language), data("st-gone", staff_id, role))
    return Message(said, ((yes, _back(language)),))


def removed_message(who: str, role: Role, is_removed: bool, language: str) -> Message:
    """What became of it."""
    text = texts.REMOVED if is_removed else texts.NOT_REMOVED
    said = translate(text, language, who=literal(who), role=role_name(role, language))
    return Message(said, ((_back(language),),))


def welcome_message(role: Role, is_new: bool, language: str) -> Message:
    """To whoever has taken up a role, or had it before."""
    text = texts.ACCEPTED if is_new else texts.ALREADY
    commands = commands_of({role}, language)
    return Message(translate(text, language, role=role_name(role, language), commands=commands))


def told_message(who: str, role: Role, language: str) -> Message:
    """To the admin whose invitation was taken up."""
    return Message(translate(texts.TOLD, language, who=literal(who), role=role_name(role, language)))


def help_for(roles: Collection[Role], language: str) -> str:
    """The commands of a member of staff, for the help; nothing for a reader."""
    if not roles:
        return ""
    return translate(texts.STAFF_HELP, language, commands=commands_of(roles, language))


def commands_of(roles: Collection[Role], language: str) -> str:
    """What roles may do, a line each; an admin may do everything."""
    shown = [role for role in Role if role in roles or Role.ADMIN in roles]
    return "\n".join(translate(text, language) for text in (*(texts.MAY[role] for role in shown), texts.EVERYONE_MAY))


def role_name(role: Role, language: str) -> str:
    """What a role is called."""
    return translate(texts.ROLES[role], language)


def name_of(staff_id: int, names: Mapping[int, str]) -> str:
    """A person as an admin knows them: the name, where Telegram tells it, and the id."""
    name = names.get(staff_id)
    return f"{name} ({staff_id})" if name else str(staff_id)


def _back(language: str) -> Button:
    return Button(translate(texts.BUTTON_BACK, language), data("staff"))
