"""What every handler of gaps has in common: the role, and the private chat. What readers wrote is not for groups."""

from bot.handlers.access import only
from bot.presentation.texts.gaps import PRIVATE_ONLY
from bot.storage.staff import Role

for_editors = only(Role.EDITOR, in_private=PRIVATE_ONLY)
