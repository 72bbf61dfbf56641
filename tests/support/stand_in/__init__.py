"""The parts of the stand-in for Telegram's Bot API; tests take them from `tests.support.bot_api`."""
