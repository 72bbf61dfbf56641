"""What a generation is built from: the guide's files and the retrieval configuration, read, checked and digested."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from bot.errors import GuideError
from bot.guide.articles import LANGUAGES, Fault, Guide, load_guide
from bot.guide.asker import AskerWords
from bot.guide.checking import check
from bot.guide.documents import Document, documents_digest, load_documents
from bot.guide.generation import CONFIG_FILES
from bot.guide.search import read_config
from bot.guide.text import Vocabulary


class FaultyGuide(GuideError):
    """The guide's files cannot be published as they are; one line for each fault that is an error."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)

    def __reduce__(self) -> tuple[type, tuple[object, ...]]:
        return type(self), (self.faults,)


def read_sources(knowledge_dir: Path, config_dir: Path, cache: Path) -> tuple[Guide, list[Document], list[Fault]]:
    """Everything that a generation is built from.

    Args:
        knowledge_dir: the guide's folder.
        config_dir: where the retrieval configuration is.
        cache: where converted documents are kept.

    Returns:
        (guide, documents, warnings).

    Raises:
        FaultyGuide: the guide has faults that are errors.
        SettingsError: a file of the configuration is one that no reader could open.
    """
    guide = load_guide(knowledge_dir)
    documents, skipped = load_documents(knowledge_dir, cache)
    faults = guide.faults + check(guide, knowledge_dir) + skipped
    errors = [fault for fault in faults if fault.severity == "error"]
    if errors:
        raise FaultyGuide(errors)
    read_config(config_dir / "retrieval.yaml")
    for language in LANGUAGES:
        Vocabulary(language, {}, config_dir / f"synonyms.{language}.yaml")
        AskerWords(config_dir, language)
    return guide, documents, faults


def source_digest(knowledge_dir: Path, config_dir: Path) -> str:
    """One digest over every file that a generation is built from."""
    files = [config_dir / name for name in CONFIG_FILES]
    for language in LANGUAGES:
        root = knowledge_dir / language
        files += sorted([*root.rglob("*.md"), *root.rglob("*.questions.txt")])
    digest = hashlib.sha256()
    for path in files:
        if path.is_file():
            base = config_dir if path.is_relative_to(config_dir) else knowledge_dir
            digest.update(str(path.relative_to(base)).encode() + b"\0" + path.read_bytes())
    digest.update(documents_digest(knowledge_dir).encode())
    return digest.hexdigest()
