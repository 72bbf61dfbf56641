"""The whole table of handlers on one screen. Order matters: the first that fits an update takes it."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.handlers import (
    announce,
    announce_archive,
    announce_card,
    announce_choices,
    announce_correcting,
    announce_rehearsal,
    announce_watching,
    announced,
    ask,
    corrections,
    editor,
    editor_access,
    editor_history,
    flow,
    gap_questions,
    gaps,
    membership,
    menu,
    privacy,
    remind,
    staff,
    statistics,
    subscribe,
    telling,
    ticket_opening,
    tickets,
    tickets_edited,
    tickets_guide,
    tickets_list,
    tickets_staff,
    told,
)
from bot.handlers.errors import on_error
from bot.handlers.services import Context
from bot.presentation.callback_data import number, parse, thumb
from bot.storage.staff import Role

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]

COMMANDS: dict[tuple[str, ...], Callable[[Update, Context], Coroutine[Any, Any, None]]] = {
    ("start",): menu.on_start,
    ("temas", "menu", "topics"): menu.on_topics,
    ("ayuda", "help"): menu.on_help,
    ("idioma", "language"): menu.on_language,
    ("cancelar", "cancel"): flow.on_cancel,
    ("avisos", "announcements"): subscribe.on_announcements,
    ("baja", "stop"): subscribe.on_stop,
    ("anunciar", "announce"): announce.on_announce,
    ("anuncios", "announcement_list"): announce_archive.on_list,
    ("guia", "guide"): editor.on_guide,
    ("vacios", "gaps"): gaps.on_gaps,
    ("asesor", "adviser"): tickets.on_adviser,
    ("tickets",): tickets_list.on_list,
    ("estadisticas", "statistics"): statistics.on_statistics,
    ("personal", "staff"): staff.on_staff,
    ("mis_datos", "my_data"): privacy.on_my_data,
    ("borrar_mis_datos", "erase_my_data"): privacy.on_erase,
    # What these will do is not built yet: until then they open what the guide says about it.
    ("privacidad", "privacy"): menu.opens("about/privacy"),
    ("interes", "interest"): menu.opens("consortia/how-to-join"),
    ("preparacion", "readiness"): menu.opens("readiness/export-readiness"),
    ("ruta", "route"): menu.opens("export/step-by-step"),
}

# A button's action, its handler and how to read each of its arguments.
BUTTONS: dict[str, tuple[Callable[..., Coroutine[Any, Any, None]], tuple[Callable[[str], object], ...]]] = {
    "menu": (menu.on_menu, ()),
    "sec": (menu.on_section, (str, number)),
    "art": (menu.on_article, (str, number)),
    "all": (menu.on_article_opened, (str,)),
    "lang": (menu.on_language_chosen, (str,)),
    "fb": (ask.on_feedback, (number, thumb)),
    "rel": (ask.on_related, (str, number)),
    "stop": (subscribe.on_stop_pressed, (number,)),
    "consent": (subscribe.on_offer_taken, ()),
    "agree": (subscribe.on_agreed, (thumb,)),
    "topic": (subscribe.on_topic, (str, thumb)),
    "group": (subscribe.on_group, (str, thumb)),
    "chosen": (subscribe.on_chosen, ()),
    "unsub": (subscribe.on_unsubscribed, ()),
    "ann": (announced.on_ask, (number,)),
    "news": (announced.on_shown, (number,)),
    "rmd": (remind.on_remind, (number, number)),
    "remind": (remind.on_moment_chosen, (number, number, number)),
    "forget": (remind.on_reminder_undone, (number, number, number)),
    "anu": (announce_choices.on_choice, (number, str, str)),
    "an-approve": (announce_rehearsal.on_approve, (number,)),
    "an-redo": (announce_rehearsal.on_redo, (number,)),
    "an-drop": (announce_rehearsal.on_drop, (number,)),
    "an-pause": (announce_watching.on_pause, (number,)),
    "an-resume": (announce_watching.on_resume, (number,)),
    "an-halt": (announce_watching.on_halt, (number,)),
    "an-cancel": (announce_watching.on_cancel, (number,)),
    "an-keep": (announce_watching.on_keep, (number,)),
    "an-list": (announce_archive.on_page, (number,)),
    "an-open": (announce_archive.on_open, (number,)),
    "an-report": (announce_archive.on_report, (number,)),
    "an-again": (announce_archive.on_again, (number,)),
    "an-resend": (announce_archive.on_resend, (number,)),
    "an-fix": (announce_correcting.on_fix, (number,)),
    "an-edit": (announce_correcting.on_edit, (number,)),
    "an-delete": (announce_correcting.on_delete, (number,)),
    "an-english": (announce_correcting.on_english_stays, (number,)),
    "g-review": (editor.on_review, ()),
    "g-diff": (editor.on_difference, ()),
    "g-publish": (editor.on_publish, (str,)),
    "g-force": (editor.on_force, (str,)),
    "g-drop": (editor.on_discard, (str,)),
    "g-out": (editor.on_taken_out, (number,)),
    "g-mine": (editor.on_mine, ()),
    "g-history": (editor_history.on_history, ()),
    "g-back": (editor_history.on_back, (str,)),
    "g-back-yes": (editor_history.on_back_sure, (str,)),
    "g-due": (editor_history.on_due, (number,)),
    "g-read": (editor_history.on_read, (str, str, number)),
    "gaps": (gaps.on_page, (number,)),
    "gap": (gaps.on_gap, (number,)),
    "gap-out": (gaps.on_left_out, (number,)),
    "gap-in": (gaps.on_taken_back, (number,)),
    "gap-to": (gap_questions.on_article, (number, str)),
    "gap-find": (gap_questions.on_find, (number,)),
    "gap-write": (gap_questions.on_write, (number, str)),
    "gap-adv": (ticket_opening.on_gap, (number,)),
    "gap-leave": (gap_questions.on_leave, (number,)),
    "chgs": (corrections.on_changes, ()),
    "chg": (corrections.on_change, (number,)),
    "chg-ask": (corrections.on_asked, (number, number)),
    "chg-send": (corrections.on_sent, (number, number)),
    "chg-no": (corrections.on_dismissed, (number,)),
    "tell": (telling.on_tell, (number,)),
    "untell": (telling.on_tell_undone, (number,)),
    "mute": (telling.on_mute, ()),
    "unmute": (telling.on_unmute, ()),
    "adv": (tickets.on_wanted, (number,)),
    "tk-send": (tickets.on_send, (number,)),
    "tk-new": (tickets.on_new, ()),
    "tk-no": (tickets.on_not_sent, ()),
    "tk-write": (tickets.on_write, (number,)),
    "tk-rate": (tickets.on_rated, (number, thumb)),
    "tk-close": (tickets_staff.on_close, (number,)),
    "tk-open": (tickets_staff.on_reopen, (number,)),
    "tk-list": (tickets_list.on_page, (number,)),
    "tk-show": (tickets_list.on_show, (number,)),
    "tk-guide": (tickets_guide.on_guide, (number,)),
    "tk-to": (tickets_guide.on_article, (number, str)),
    "tk-put": (tickets_guide.on_put, (number, str)),
    "tk-draft": (tickets_guide.on_draft, (number,)),
    "staff": (staff.on_staff, ()),
    "st-invite": (staff.on_invite, ()),
    "st-role": (staff.on_role, (Role,)),
    "st-remove": (staff.on_remove, (number, Role)),
    "st-gone": (staff.on_removed, (number, Role)),
    "erase": (privacy.on_erase_decided, (str,)),
    "say": (ask.on_meant, (str, number)),
    "miss": (ask.on_choice, (number, str)),
}

# For each flow that a chat can be in the middle of, who takes its messages.
FLOWS: dict[str, flow.Step] = {
    announce_card.FLOW: announce.on_message,
    announce_correcting.FLOW: announce_correcting.on_message,
    told.FLOW: announced.on_question,
    editor_access.FLOW: editor.on_message,
    gap_questions.FLOW: gap_questions.on_message,
    tickets.FLOW: tickets.on_message,
}

# Who is asked first about a message that is no command: what belongs to a ticket is neither a question nor a flow's.
CLAIMS: tuple[flow.Claim, ...] = (tickets_staff.on_message, tickets.on_reply)


def register(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Add every handler to the application."""
    new = filters.UpdateType.MESSAGE
    for names, handler in COMMANDS.items():
        application.add_handler(CommandHandler(names, handler, filters=new))
    application.add_handler(MessageHandler(filters.COMMAND & new, menu.on_unknown_command))
    application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, on_edited))
    with_guide = filters.Document.ALL & filters.CaptionRegex(editor.CAPTION)
    application.add_handler(MessageHandler(with_guide & new, editor.on_captioned))
    application.add_handler(CallbackQueryHandler(on_button))
    application.add_handler(ChatMemberHandler(membership.on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(~filters.StatusUpdate.ALL & new, flow.message_handler(FLOWS, CLAIMS)))
    application.add_error_handler(on_error)


async def on_edited(update: Update, context: Context) -> None:
    """A message was edited: its copy in a ticket follows, or the announcement that it is for."""
    if not await tickets_edited.on_edited(update, context):
        await announce.on_edited(update, context)


async def on_button(update: Update, context: Context) -> None:
    """Hand a pressed button to its feature; one that is not ours, or of an older version, gets a kind word."""
    pressed = parse(update.callback_query.data) if update.callback_query else None
    handler, readers = BUTTONS.get(pressed.action if pressed else "", (ask.expired, ()))
    try:
        arguments = [read(text) for read, text in zip(readers, pressed.arguments if pressed else (), strict=True)]
    except ValueError:  # too many, too few, or not what they should be
        handler, arguments = ask.expired, []
    await handler(update, context, *arguments)
