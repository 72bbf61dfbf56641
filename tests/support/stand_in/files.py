"""Files kept by the stand-in, and the parts of a message that hold one."""

from dataclasses import dataclass
from typing import Any

from tests.support.stand_in.outcomes import bad_request
from tests.support.stand_in.parameters import Parameters, UploadedFile, required

MAX_DOWNLOAD = 20 * 1024 * 1024

# What Telegram tells about a file of each kind, besides its id and size.
KINDS: dict[str, dict[str, Any]] = {
    "animation": {"width": 320, "height": 240, "duration": 3},
    "audio": {"duration": 60, "mime_type": "audio/mpeg"},
    "document": {"file_name": "documento.pdf", "mime_type": "application/pdf"},
    "photo": {"width": 800, "height": 600},
    "sticker": {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False},
    "video": {"width": 640, "height": 480, "duration": 10},
    "video_note": {"length": 240, "duration": 5},
    "voice": {"duration": 3, "mime_type": "audio/ogg"},
}


@dataclass(frozen=True)
class StoredFile:
    """One file, as getFile tells about it."""

    file_id: str
    path: str
    content: bytes
    size: int


class Files:
    """The files people and the bot have sent."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}

    def part(
        self, kind: str, *, content: bytes = b"", file_size: int | None = None, **fields: Any
    ) -> dict[str, Any] | list[dict[str, Any]]:
        """Store a file and describe it as a message does; `file_size` can claim more than was stored."""
        number = len(self._by_id) + 1
        file_id = f"{kind}-{number}"
        size = len(content) if file_size is None else file_size
        self._by_id[file_id] = StoredFile(file_id, f"{kind}s/file_{number}", content, size)
        described = _identified(self._by_id[file_id]) | KINDS[kind] | fields
        return [described] if kind == "photo" else described

    def sent_part(self, kind: str, parameters: Parameters, source: Any) -> Any:
        """The part of a message the bot sends: uploaded now, known by its file_id, or an address to fetch."""
        if isinstance(source, str) and source.startswith("attach://"):
            source = parameters.get(source.removeprefix("attach://"))
        if isinstance(source, UploadedFile):
            named: dict[str, Any] = {"file_name": source.name} if kind == "document" else {}
            return self.part(kind, content=source.content, **named)
        if isinstance(source, str) and source in self._by_id:
            described = _identified(self._by_id[source]) | KINDS[kind]
            return [described] if kind == "photo" else described
        if isinstance(source, str) and source.startswith(("http://", "https://")):
            return self.part(kind)
        raise bad_request("wrong file identifier/HTTP URL specified")

    def get_file(self, parameters: Parameters) -> dict[str, Any]:
        """Where a file can be fetched."""
        file = self._by_id.get(required(parameters, "file_id"))
        if file is None:
            raise bad_request("invalid file_id")
        if file.size > MAX_DOWNLOAD:
            raise bad_request("file is too big")
        return _identified(file) | {"file_path": file.path}

    def content(self, path: str) -> bytes | None:
        """The content of the file at this path, if there is one."""
        return next((file.content for file in self._by_id.values() if file.path == path), None)


def _identified(file: StoredFile) -> dict[str, Any]:
    return {"file_id": file.file_id, "file_unique_id": f"unique-{file.file_id}", "file_size": file.size}
