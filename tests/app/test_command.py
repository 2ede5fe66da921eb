"""The command itself: where it keeps its data, which hosts it answers to, and that it can be stopped at any time."""

import os
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


def test_boards_and_backups_travel_by_the_command_line(tmp_path: Path) -> None:
    """What one folder exports another imports; a backup is restored into an empty folder, and verified there."""
    here, there, again = (tmp_path / name for name in ('here', 'there', 'again'))
    (board,) = imagegen(here, 'boards').stdout.splitlines()
    assert board.split(maxsplit=2)[1:] == ['0', 'Untitled board']
    file, backup = tmp_path / 'mine.imagegen', tmp_path / 'all.zip'
    assert (
        imagegen(here, 'export', 'Untitled board', str(file)).stdout == f'"Untitled board" with 0 tiles is in {file}.\n'
    )
    assert 'is a new board' in imagegen(there, 'import', str(file)).stdout
    assert len(imagegen(there, 'boards').stdout.splitlines()) == 2
    assert 'are in' in imagegen(there, 'backup', str(backup)).stdout
    assert 'are in' in imagegen(again, 'restore', str(backup)).stdout
    assert 'are sound' in imagegen(again, 'verify').stdout
    assert imagegen(again, 'boards').stdout == imagegen(there, 'boards').stdout


def test_a_command_that_fails_says_why_in_one_sentence(tmp_path: Path) -> None:
    """On stderr, with an exit status; nothing is made."""
    data, file = tmp_path / 'data', tmp_path / 'mine.imagegen'
    assert "There is no board 'mine'" in refused(data, 'export', 'mine', str(file))
    assert 'cannot be read' in refused(data, 'import', str(file))
    file.write_text('mine')
    assert '"mine.imagegen" is no board of ImageGen' in refused(data, 'import', str(file))
    assert 'is there already' in refused(data, 'export', 'Untitled board', str(file))
    assert 'is not empty' in refused(data, 'restore', str(file))
    assert 'holds no ImageGen' in refused(tmp_path / 'nothing', 'verify')
    imagegen(data, 'import', str(_exported(data, tmp_path / 'twice.imagegen')))
    assert '2 boards are called' in refused(data, 'export', 'Untitled board', str(tmp_path / 'new.imagegen'))
    assert file.read_text() == 'mine'


def _exported(data: Path, file: Path) -> Path:
    imagegen(data, 'export', 'Untitled board', str(file))
    return file


def imagegen(data: Path, *arguments: str, status: int = 0) -> 'subprocess.CompletedProcess[str]':
    """Run the command on a data directory to its end."""
    environment = {**os.environ, 'IMAGEGEN_DATA_DIR': str(data)}
    command = [sys.executable, '-m', 'app', *arguments]
    ended = subprocess.run(command, check=False, env=environment, capture_output=True, text=True, timeout=60)
    assert ended.returncode == status, ended.stderr
    return ended


def refused(data: Path, *arguments: str) -> str:
    said = imagegen(data, *arguments, status=1).stderr
    assert said.startswith(f'`imagegen {arguments[0]}` was not done. ')
    assert len(said.splitlines()) == 1, said
    return said


def _wait_for(path: Path, process: 'subprocess.Popen[str]') -> None:
    until = time.monotonic() + PATIENCE_S
    while not path.exists():
        assert process.poll() is None, 'ImageGen did not start.'
        assert time.monotonic() < until, f'{path.name} was never made.'
        time.sleep(0.002)
