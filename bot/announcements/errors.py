"""What can be wrong with an announcement: each fault has a name, so that the chat and the command line can say it."""

from bot.errors import ConsorciaError


class AnnouncementError(ConsorciaError):
    """Base: nothing was sent and nothing was changed.

    Args:
        message: what is wrong, for the command line.
        values: what the chat says it with, in the reader's language.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.values = values


class EmptyMessage(AnnouncementError):
    """There is neither text nor a file."""


class MessageTooLong(AnnouncementError):
    """The text or caption is longer than Telegram takes, counted in its UTF-16 units."""


class TooMuchFormatting(MessageTooLong):
    """More formatted parts than Telegram takes."""


class UnsupportedMessage(AnnouncementError):
    """A kind of message, or a mixture of files, that cannot be announced."""


class UnsafeLink(AnnouncementError):
    """A button or a link in the text that leads elsewhere than to a web page."""


class FaultyButton(AnnouncementError):
    """Too many buttons, or one without a label or a date."""


class UnreadableDate(AnnouncementError):
    """What was written is no date."""


class PastDate(AnnouncementError):
    """A date that has passed already."""


class UnknownTopic(AnnouncementError):
    """A topic, or language, that `config/topics.yaml` does not have."""


class NobodyToReach(AnnouncementError):
    """The audience is nobody."""


class UnknownAnnouncement(AnnouncementError):
    """There is no announcement of that number."""


class WrongState(AnnouncementError):
    """The announcement is not in a state for this; someone else may have been quicker."""


class SecondPersonNeeded(AnnouncementError):
    """So large an audience takes two people, and this one has approved already."""


class NotAnAnnouncer(AnnouncementError):
    """The person may not announce."""
