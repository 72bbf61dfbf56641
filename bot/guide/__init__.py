"""From the guide's files to ranked passages. Knows no Telegram and no SQL."""
