"""Updates waiting for the bot, and how getUpdates gives them out."""

from collections.abc import Callable
from typing import Any

from tests.support.stand_in.outcomes import bad_request, conflict
from tests.support.stand_in.parameters import Parameters

Update = dict[str, Any]

# Telegram leaves these out unless they are asked for by name.
ON_REQUEST_ONLY = {"chat_member", "message_reaction", "message_reaction_count"}


class Updates:
    """The queue of updates; its callers hold the stand-in's lock."""

    def __init__(self) -> None:
        self.pending: list[Update] = []
        self.all: dict[int, Update] = {}
        self.webhook: dict[str, Any] = {"url": ""}
        self.allowed_updates: list[str] = []
        self.poll = 0  # the latest poll; an older one still waiting has been replaced
        self.listeners: list[Callable[[], None]] = []  # polls waiting to hear of something new
        self._again: set[int] = set()

    def add(self, kind: str, content: dict[str, Any]) -> Update:
        """Something has happened. It is queued only if the bot asked for its kind, as in Telegram."""
        update: Update = {"update_id": 700_000_001 + len(self.all), kind: content}
        self.all[update["update_id"]] = update
        if kind in self.allowed_updates or not (self.allowed_updates or kind in ON_REQUEST_ONLY):
            self.pending.append(update)
        self._wake()
        return update

    def redeliver(self, update_id: int) -> Update:
        """Queue an update again, to be given out once whatever offset is asked for."""
        update = self.all[update_id]
        self.pending = sorted([*self._without({update_id}), update], key=lambda one: one["update_id"])
        self._again.add(update_id)
        self._wake()
        return update

    def begin_poll(self) -> int:
        """A new poll replaces one still waiting: Telegram serves one poller per bot."""
        self.poll += 1
        self._wake()
        return self.poll

    def get(self, parameters: Parameters) -> list[Update]:
        """Asking for an offset confirms, and so forgets, every update before it."""
        if self.webhook["url"]:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        self._allow(parameters)
        offset = parameters.get("offset", 0)
        limit = min(max(parameters.get("limit", 100), 1), 100)
        if offset < 0:
            self.pending = self.pending[offset:]
        else:
            self.pending = [
                one for one in self.pending if one["update_id"] >= offset or one["update_id"] in self._again
            ]
        given = self.pending[:limit]
        self._again -= {one["update_id"] for one in given}
        return given

    def set_webhook(self, parameters: Parameters) -> bool:
        """Keep where updates are to be pushed; pushing them is left to the test."""
        url = parameters.get("url", "")
        if url and not url.startswith("https://"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        self._drop_if_asked(parameters)
        self._allow(parameters)
        kept = {name: parameters[name] for name in ("max_connections", "secret_token") if name in parameters}
        self.webhook = {"url": url} | (kept if url else {})
        self._wake()
        return True

    def delete_webhook(self, parameters: Parameters) -> bool:
        """Back to getUpdates."""
        self._drop_if_asked(parameters)
        self.webhook = {"url": ""}
        return True

    def get_webhook_info(self, parameters: Parameters) -> dict[str, Any]:
        """Everything about the webhook but its secret."""
        told = {name: value for name, value in self.webhook.items() if name != "secret_token"}
        allowed = {"allowed_updates": self.allowed_updates} if self.allowed_updates else {}
        return told | allowed | {"has_custom_certificate": False, "pending_update_count": len(self.pending)}

    def _allow(self, parameters: Parameters) -> None:
        """A call that does not name the kinds it wants keeps those of the call before."""
        self.allowed_updates = parameters.get("allowed_updates", self.allowed_updates)

    def _drop_if_asked(self, parameters: Parameters) -> None:
        if parameters.get("drop_pending_updates"):
            self.pending = []

    def _without(self, ids: set[int]) -> list[Update]:
        return [one for one in self.pending if one["update_id"] not in ids]

    def _wake(self) -> None:
        for listener in self.listeners:
            listener()
