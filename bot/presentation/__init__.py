"""How things are shown: texts in the reader's language, Markdown as Telegram entities, buttons."""
