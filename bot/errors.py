"""Errors meant for a person's eyes: one clear line that says what is wrong and what to do."""


class ConsorciaError(Exception):
    """Base of every error that the command line shows as one line instead of a traceback."""


class SettingsError(ConsorciaError):
    """A setting is missing or has a value that cannot be used."""


class GuideError(ConsorciaError):
    """The guide's files cannot be published as they are."""


class GenerationError(ConsorciaError):
    """The published index is missing, torn, or was made for another model or configuration."""


class ModelError(ConsorciaError):
    """The embedding model cannot be loaded."""
