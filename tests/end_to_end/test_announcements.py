"""From the shell to the readers: the command line writes, the running bot sends."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import PROJECT_DIR
from tests.support.bot_api import BotApi
from tests.support.process import BotProcess

ANA, BETO, NOBODY = 71, 72, 99
SECONDS = 30.0


class Shell:
    """`python -m bot …` with the data of a test."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.data_dir = data_dir
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self._environment = kept | {
            "DATA_DIR": str(data_dir),
            "DATABASE_URL": f"sqlite:///{data_dir / 'consorcia.db'}",
            "STAFF_ANNOUNCERS": str(ANA),
            "STAFF_ADMINS": str(BETO),
            **settings,
        }

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *map(str, arguments)],
            cwd=PROJECT_DIR,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def asks(self, *arguments: object) -> dict[str, object]:
        """What a command says as JSON."""
        ended = self.run(*arguments, "--json")
        assert ended.returncode == 0, ended.stderr
        told: dict[str, object] = json.loads(ended.stdout)
        return told

    def writes(self, name: str, text: str) -> Path:
        path = self.data_dir / name
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    folder = tmp_path / "data"
    folder.mkdir(exist_ok=True)
    return Shell(folder)


def refused(ended: subprocess.CompletedProcess[str], code: int = 1) -> str:
    """A plain refusal: its one line."""
    assert ended.returncode == code, (ended.stdout, ended.stderr)
    assert "Traceback" not in ended.stderr
    if code == 1:
        lines = ended.stderr.strip().splitlines()
        assert lines
        return lines[-1]
    return ended.stderr


def test_from_the_shell_to_the_readers_while_questions_are_answered(
    process: BotProcess, data_dir: Path, api: BotApi
) -> None:
    shell = Shell(data_dir)
    roster = shell.writes("roster.csv", "chat_id,language,topics\n" + "".join(f"{n},es,agro\n" for n in range(1, 31)))
    assert "30 subscribers imported" in shell.run("subscribers", "import", roster).stdout
    photo = shell.writes("feria.jpg", "a picture")
    text = shell.writes("text.md", "**Feria** en Cali")
    process.start()
    api.blocked.update({3, 4})
    number = shell.asks(
        "announce", "draft", "--text-file", text, "--photo", photo, "--topics", "all", "--urgent", "--ask", "--by", ANA
    )["id"]
    preview = shell.asks("announce", "preview", number)
    assert (preview["recipients"], preview["left_out"]) == (30, {})
    assert shell.asks("announce", "approve", number, "--by", ANA)["recipients"] == 30
    api.user_writes(501, "¿Cómo me uno a un consorcio?")
    api.wait_for(lambda: api.texts_to(501), SECONDS)
    api.wait_for(lambda: len(api.calls_of("sendPhoto")) >= 30, SECONDS)
    api.wait_for(lambda: shell.asks("announce", "status", number)["state"] == "done", SECONDS)
    status = shell.asks("announce", "status", number)
    names = ("id", "total", "pending", "sending", "sent", "blocked", "failed", "unknown")
    assert [status[name] for name in names] == [number, 30, 0, 0, 28, 2, 0, 0]
    assert api.texts_to(1) == ["Feria en Cali"]
    assert process.terminate() == 0
    written = shell.data_dir / "report.csv"
    assert shell.run("announce", "report", number, "--csv", written).returncode == 0
    assert written.read_text(encoding="utf-8").count("blocked by the user") == 2


def test_the_shell_alone_sends_nothing_and_steps_are_told(shell: Shell) -> None:
    roster = shell.writes("roster.csv", "chat_id,language,topics\n1,es,agro\n2,xx,agro\n")
    ended = shell.run("subscribers", "import", roster)
    assert (ended.returncode, ended.stdout) == (0, "1 subscribers imported, 1 rows left out\n")
    assert ended.stderr.startswith("line 3: ")
    text = shell.writes("text.txt", "Hay *convocatoria*")
    number = shell.asks("announce", "draft", "--text-file", text, "--topics", "agro,calls", "--by", ANA)["id"]
    assert "nobody" in refused(shell.run("announce", "approve", number, "--by", ANA))
    number = shell.asks("announce", "draft", "--text-file", text, "--topics", "agro", "--by", ANA)["id"]
    shell.asks("announce", "approve", number, "--by", BETO)
    for step, state in (("pause", "paused"), ("resume", "sending"), ("cancel", "cancelled")):
        assert shell.asks("announce", step, number, "--by", ANA)["state"] == state
    assert "cancelled" in refused(shell.run("announce", "pause", number, "--by", ANA))
    exported = shell.data_dir / "out.csv"
    assert shell.run("subscribers", "export", exported).returncode == 0
    assert exported.read_text(encoding="utf-8") == "chat_id,language,topics\n1,es,agro\n"


def test_what_is_wrong_is_one_line(shell: Shell) -> None:
    text = shell.writes("text.txt", "Hola")
    empty = shell.writes("empty.txt", " ")
    long = shell.writes("long.txt", "x" * 5_000)
    draft = ("announce", "draft", "--by", ANA)
    good = (*draft, "--text-file", text, "--topics", "all")
    assert "not among the announcers" in refused(
        shell.run("announce", "draft", "--by", NOBODY, "--text-file", text, "--topics", "all")
    )
    assert "empty" in refused(shell.run(*draft, "--text-file", empty, "--topics", "all"))
    assert "4096" in refused(shell.run(*draft, "--text-file", long, "--topics", "all"))
    assert "fishing" in refused(shell.run(*draft, "--text-file", text, "--topics", "fishing"))
    assert "https" in refused(shell.run(*good, "--link", "Ver=javascript:alert(1)"))
    assert "passed" in refused(shell.run(*good, "--at", "2020-01-01 09:00"))
    assert "cannot be read" in refused(shell.run(*draft, "--text-file", "missing.txt", "--topics", "all"))
    assert "12345" in refused(shell.run("announce", "status", 12345))


@pytest.mark.parametrize(
    "arguments",
    [
        ("announce", "draft"),
        ("announce", "draft", "--by", "ana"),
        ("announce", "draft", "--by", "71", "--at", "tomorrow"),
        ("announce", "draft", "--by", "71", "--link", "no address"),
        ("announce", "approve", "1"),
        ("announce", "status", "one"),
        ("announce", "shout"),
        ("subscribers", "import"),
    ],
)
def test_wrong_use_is_told_from_a_fault(shell: Shell, arguments: tuple[str, ...]) -> None:
    refused(shell.run(*arguments), code=2)


def test_quiet_hours_can_be_none(tmp_path: Path) -> None:
    shell = Shell(tmp_path, QUIET_HOURS="")
    shell.run("subscribers", "import", shell.writes("roster.csv", "chat_id,language,topics\n1,es,agro\n"))
    text = shell.writes("text.txt", "Hola")
    late = ("--at", "2090-12-01 23:00")
    number = shell.asks("announce", "draft", "--text-file", text, "--topics", "all", "--by", ANA, *late)["id"]
    assert shell.asks("announce", "preview", number)["starts_at"] == "2090-12-01T23:00:00-05:00"
    shell = Shell(tmp_path)
    assert shell.asks("announce", "preview", number)["starts_at"] == "2090-12-02T08:00:00-05:00"
