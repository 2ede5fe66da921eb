"""The real program as a process of its own, for tests that talk to it over HTTP or in a browser."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

START_SECONDS = 30


@dataclass
class RunningApp:
    """A started ImageGen: `url` is what it printed, `lines` what it said since."""

    process: subprocess.Popen[str]
    url: str
    data_dir: Path
    lines: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.url.rsplit(':', 1)[1])

    def wait_until_said(self, words: str, times: int, since: int = 0) -> None:
        """Wait until `words` stood in so many of its lines; they come by a pipe, a moment after the fact."""
        deadline = time.monotonic() + 10
        while sum(words in line for line in self.lines[since:]) < times:
            assert time.monotonic() < deadline, self.lines[since:]
            time.sleep(0.01)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> int:
        """End it politely; return its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(15)


@contextmanager
def running_app(data_dir: Path, port: int = 0, **environment: str) -> Iterator[RunningApp]:
    """Start `imagegen` on `data_dir` and a free port; stop it at the end, whatever happened."""
    process = start_process(data_dir, port, **environment)
    assert process.stdout is not None
    lines: list[str] = []
    ready = threading.Event()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line.rstrip())
            if 'is open on' in line:
                ready.set()
        ready.set()

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        assert ready.wait(START_SECONDS), 'ImageGen did not start in time'
        opened = [line for line in lines if 'is open on' in line]
        assert opened, '\n'.join(lines)
        yield RunningApp(process, opened[0].rsplit(' ', 1)[1], data_dir, lines)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)
        reader.join(5)
        process.stdout.close()


def start_process(data_dir: Path, port: int = 0, **environment: str) -> subprocess.Popen[str]:
    """Start the program without waiting for it, for starts that are meant to be refused."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(('IMAGEGEN_', 'FAL_', 'OPENAI_'))}
    settings = {
        'IMAGEGEN_DATA_DIR': str(data_dir),
        'IMAGEGEN_PORT': str(port),
        'IMAGEGEN_OPEN_BROWSER': '0',
        'PYTHON_KEYRING_BACKEND': 'keyring.backends.null.Keyring',
        'PYTHONUNBUFFERED': '1',
    }
    return subprocess.Popen(
        [sys.executable, '-m', 'app'],
        env={**clean, **settings, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
