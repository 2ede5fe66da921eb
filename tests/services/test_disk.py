import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.services.blobs import Blobs
from app.services.errors import DiskFull
from tests.services.small_disk import files_of

NAMESPACE = ['unshare', '--user', '--map-root-user', '--mount']


def _can_mount() -> bool:
    if shutil.which('unshare') is None:
        return False
    return subprocess.run([*NAMESPACE, 'true'], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not _can_mount(), reason='this system lets nobody but its administrator mount a small disk')
@pytest.mark.parametrize('scenario', ['full', 'readonly', 'opened'])
def test_a_full_and_a_read_only_disk(tmp_path: Path, scenario: str) -> None:
    """One sentence, nothing half-written; on the full disk a board opens, and work goes on once there is room again."""
    script = f'mount -t tmpfs -o size=2m tmpfs "$1" && exec "$2" -m tests.services.small_disk {scenario} "$1"'
    command = [*NAMESPACE, 'sh', '-c', script, 'sh', str(tmp_path), sys.executable]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ('done\n', 0), done.stderr


async def test_a_picture_that_finds_no_room_leaves_no_half_file(tmp_path: Path) -> None:
    """A write that the system cuts off is told as a full disk, and its temporary file is gone."""
    blobs = Blobs(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(DiskFull, match='is full'):
            await blobs.put(bytes(20_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files_of(tmp_path) == {}
