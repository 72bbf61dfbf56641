"""The real bot in a process of its own, reaching the stand-in over loopback."""

import os
import secrets
import signal
import subprocess
import sys
import threading
from pathlib import Path

from bot.settings import PROJECT_DIR
from tests.support.telegram import TOKEN, BotApiServer

START_SECONDS = 60.0
END_SECONDS = 15.0


class BotProcess:
    """`python -m bot run`, as often as a test starts it; every run has the same data.

    Args:
        server: Telegram.
        data_dir: has the guide's index, and the database once the bot has run.
        token: the one that the bot believes to be its own.
        settings: environment variables of its own.
    """

    def __init__(self, server: BotApiServer, data_dir: Path, token: str = TOKEN, **settings: str) -> None:
        self._server = server
        self._data_dir = data_dir
        self._token = token
        self._settings = settings
        self._name = secrets.token_hex(4)
        self._runs = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        """What the last run has written to standard error."""
        return self._log_path.read_text(encoding="utf-8")

    @property
    def database(self) -> str:
        """The address of its database."""
        return f"sqlite:///{self._data_dir / 'consorcia.db'}"

    @property
    def has_ended(self) -> bool:
        """Whether the last run is over."""
        return self._process is not None and self._process.poll() is not None

    def launch(self) -> None:
        """Start it without waiting for anything."""
        self._runs += 1
        environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ} | {
            "DATA_DIR": str(self._data_dir),
            "DATABASE_URL": self.database,
            "TELEGRAM_TOKEN": self._token,
            "TELEGRAM_API_URL": self._server.base_url,
            "TELEGRAM_FILE_URL": self._server.file_url,
            "ANSWERS_PER_MINUTE": "1000",
            "NO_PROXY": "127.0.0.1",
            **self._settings,
        }
        with self._log_path.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                cwd=PROJECT_DIR,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        threading.Thread(target=self._tell_of_the_end, args=(self._process,), daemon=True).start()

    def start(self) -> None:
        """Start it and wait until it asks for updates."""
        api = self._server.api
        before = len(api.calls_of("getUpdates"))
        self.launch()
        try:
            api.wait_for(lambda: self.has_ended or len(api.calls_of("getUpdates")) > before, START_SECONDS)
        finally:
            if self.has_ended:
                raise AssertionError(f"the bot did not start:\n{self.log}")

    def terminate(self) -> int:
        """Ask it to end; returns its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self.wait()

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self.wait()

    def wait(self, seconds: float = END_SECONDS) -> int:
        """Wait until it has ended; returns its exit code."""
        assert self._process is not None
        return self._process.wait(seconds)

    def close(self) -> None:
        """Leave nothing running."""
        if self._process is not None and not self.has_ended:
            self.kill()

    def _tell_of_the_end(self, process: "subprocess.Popen[bytes]") -> None:
        """Whoever waits for something to happen looks again."""
        process.wait()
        changed = self._server.api.changed
        with changed:
            changed.notify_all()

    @property
    def _log_path(self) -> Path:
        return self._data_dir / f"{self._name}-{self._runs}.log"
