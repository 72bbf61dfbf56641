"""The table of what editors have sent to the guide and not published yet."""

import datetime as dt

from sqlalchemy import BigInteger, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.tables import Id, Table


class GuideUpload(Table):
    """A file for the guide: what it was called, its place in the guide, and what stood there when it came.

    `digest` names the content, which lies in a file; `base` is the digest of what it replaces, "" where it is new.
    """

    __tablename__ = "guide_upload"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    staff_id: Mapped[int] = mapped_column(BigInteger)
    sent_at: Mapped[dt.datetime]
    name: Mapped[str] = mapped_column(String(255))
    place: Mapped[str] = mapped_column(String(255))
    digest: Mapped[str] = mapped_column(String(64))
    base: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        UniqueConstraint("staff_id", "place", name="uq_guide_upload_staff_place"),
        Index("ix_guide_upload_place", "place"),
    )
