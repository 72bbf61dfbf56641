"""Convert documents in a process apart, which has limits on time and memory, no secrets and no network.

Run as a module it is that process: a document on standard input, its outcome as JSON on standard output.
"""

import contextlib
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.guide.conversion import Limits, Unusable, convert

# {"parts": […]} or {"reason": why there are none}; plain JSON, so that it can be kept on disk.
Outcome = dict[str, Any]

_PROJECT = Path(__file__).parents[2]
# All that the process gets of the environment. Each thread would reserve memory, so it has one.
_KEPT_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_OUTWARD = ("socket.connect", "socket.getaddrinfo", "socket.sendto", "subprocess.", "os.exec", "os.fork", "os.system")


def convert_apart(data: bytes, extension: str, limits: Limits) -> Outcome:
    """Convert a document in a process that is killed when it takes too long.

    Raises:
        Unusable: it was killed; on a less busy machine it might not have been.
    """
    kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    try:
        child = subprocess.run(  # noqa: S603 - our own module, no shell
            [sys.executable, "-B", "-m", __name__, extension, json.dumps(asdict(limits))],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_PROJECT,
            env=kept | _ONE_THREAD,
            timeout=limits.seconds,
        )
    except subprocess.TimeoutExpired:
        raise Unusable(f"takes more than {limits.seconds:g} seconds to convert") from None
    if child.returncode != 0:
        raise Unusable(f"takes more time or memory to convert than allowed (exit status {child.returncode})")
    outcome: Outcome = json.loads(child.stdout)
    return outcome


def _main() -> None:
    extension, limits = sys.argv[1], Limits(**json.loads(sys.argv[2]))
    _restrict(limits)
    sys.stdout.write(json.dumps(_outcome(sys.stdin.buffer.read(), extension, limits)))


def _outcome(data: bytes, extension: str, limits: Limits) -> Outcome:
    try:
        return {"parts": [asdict(part) for part in convert(data, extension, limits)]}
    except Unusable as problem:
        return {"reason": str(problem)}
    except MemoryError:
        return {"reason": f"needs more than {limits.memory_bytes:,} bytes of memory"}
    except Exception as error:
        return {"reason": f"cannot be read ({type(error).__name__}); it may be damaged"}


def _restrict(limits: Limits) -> None:
    sys.addaudithook(_stay_inside)
    try:
        import resource
    except ImportError:  # Windows has none of these; there the clock alone holds.
        return
    bounds = {
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in bounds.items():
        # Some systems know a limit but cannot set it; and where a lower one holds already, it stays.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _stay_inside(event: str, _arguments: object) -> None:
    if event.startswith((*_OUTWARD, "os.posix_spawn")):
        raise PermissionError(f"{event} is not for documents")


if __name__ == "__main__":
    _main()
