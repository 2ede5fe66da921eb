"""The command itself: where it keeps its data, which hosts it answers to, and that it can be stopped at any time."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.cli import hosts_of
from app.settings import Settings
from tests.running import start_process

PATIENCE_S = 20


def test_a_browser_that_leaves_out_the_port_of_http_is_answered() -> None:
    """Browsers send no `:80`, and send every other port."""
    assert hosts_of(80) == ['127.0.0.1:80', '127.0.0.1', 'localhost:80', 'localhost']
    assert hosts_of(8080) == ['127.0.0.1:8080', 'localhost:8080']


def test_a_tilde_in_a_settings_file_is_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No shell expands what stands in `.env`."""
    (tmp_path / '.env').write_text('IMAGEGEN_DATA_DIR=~/pictures\n', 'utf-8')
    monkeypatch.setenv('HOME', str(tmp_path / 'home'))
    monkeypatch.chdir(tmp_path)
    assert Settings().data_dir == tmp_path / 'home' / 'pictures'


@pytest.mark.skipif(sys.platform == 'win32', reason='Windows has no SIGTERM to be told apart from a kill')
def test_a_signal_during_the_start_ends_it(tmp_path: Path) -> None:
    """Whoever ends it while it is still opening its data does not have to do so again."""
    with start_process(tmp_path) as process:
        try:
            _wait_for(tmp_path / 'imagegen.lock', process)
            process.send_signal(signal.SIGTERM)
            said, _ = process.communicate(timeout=PATIENCE_S)
        finally:
            process.kill()
    assert 'is open on' not in said


def _wait_for(path: Path, process: 'subprocess.Popen[str]') -> None:
    until = time.monotonic() + PATIENCE_S
    while not path.exists():
        assert process.poll() is None, 'ImageGen did not start.'
        assert time.monotonic() < until, f'{path.name} was never made.'
        time.sleep(0.002)
