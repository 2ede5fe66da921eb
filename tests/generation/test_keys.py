"""Where provider keys are kept. The keyring is a real backend of the keyring library that holds keys in memory."""

import logging
import stat
import sys
from pathlib import Path

import keyring.backends.fail
import keyring.backends.null
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError, PasswordSetError

from app.platform.keys import KeyStore, KeyStoreError

KEY = 'fal-key-0123456789:abcdef'


class MemoryKeyring(KeyringBackend):
    """Keeps keys in a dictionary; refuses what it is told to refuse."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring's constructor has no types
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = self.read_only = False
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        if self.locked:
            raise KeyringLocked('locked')
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.read_only:
            raise PasswordSetError(f'cannot keep {password}')
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError('there is none')


NONE = keyring.backends.fail.Keyring()  # type: ignore[no-untyped-call]  # keyring's constructor has no types

NULL = keyring.backends.null.Keyring()  # type: ignore[no-untyped-call]  # the same


@pytest.fixture
def ring() -> MemoryKeyring:
    return MemoryKeyring()


def test_a_key_goes_into_the_keyring_and_nowhere_else(tmp_path: Path, ring: MemoryKeyring) -> None:
    """With a keyring no file is written; another start finds the key; deleting takes it away."""
    store = KeyStore(tmp_path, backend=ring)
    store.set('fal', f' {KEY}\n')
    assert list(tmp_path.iterdir()) == []
    again = KeyStore(tmp_path, backend=ring)
    assert (again.get('fal'), again.source('fal'), again.ending('fal')) == (KEY, 'keyring', 'cdef')
    assert again.where.startswith('Keys are kept in the system keyring')
    again.delete('fal')
    again.delete('fal')
    assert (again.get('fal'), again.source('fal'), again.ending('fal')) == (None, None, None)
    assert KeyStore(tmp_path, backend=ring).get('fal') is None


@pytest.mark.parametrize('backend', [NONE, NULL])
def test_without_a_keyring_a_file_of_the_owner_keeps_keys(tmp_path: Path, backend: KeyringBackend) -> None:
    """The file says where it is, can be read by its owner only, and holds both keys until they are deleted."""
    folder = tmp_path / 'config' / 'imagegen'
    store = KeyStore(folder, backend=backend)
    store.set('fal', KEY)
    store.set('openai', 'sk-0123456789abcdefgh')
    path = folder / 'keys.json'
    assert str(path) in store.where
    assert 'only you can read' in store.where
    if sys.platform != 'win32':
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in folder.iterdir()] == ['keys.json']
    again = KeyStore(folder, backend=backend)
    assert (again.get('fal'), again.source('openai')) == (KEY, 'file')
    again.delete('fal')
    assert KeyStore(folder, backend=backend).get('fal') is None
    assert KeyStore(folder, backend=backend).get('openai') is not None


def test_the_environment_wins(tmp_path: Path, ring: MemoryKeyring) -> None:
    """A key of the environment is used before a stored one, is shown as such, and cannot be deleted here."""
    KeyStore(tmp_path, backend=ring).set('fal', KEY)
    store = KeyStore(tmp_path, {'FAL_KEY': 'key-of-the-environment-wxyz', 'OPENAI_API_KEY': ''}, ring)
    assert (store.get('fal'), store.source('fal'), store.ending('fal')) == (
        'key-of-the-environment-wxyz',
        'environment',
        'wxyz',
    )
    store.delete('fal')
    assert store.source('fal') == 'environment'
    assert store.source('openai') is None


def test_a_keyring_that_will_not_keep_gives_way_to_the_file(
    tmp_path: Path, ring: MemoryKeyring, caplog: pytest.LogCaptureFixture
) -> None:
    """A backend that is there but refuses is replaced by the file, said in the log without the key."""
    caplog.set_level(logging.DEBUG)
    ring.read_only = True
    store = KeyStore(tmp_path, backend=ring)
    store.set('fal', KEY)
    assert 'no keyring' in store.where
    assert KeyStore(tmp_path, backend=ring).get('fal') == KEY
    assert 'refused a key' in caplog.text
    assert KEY not in caplog.text


def test_a_locked_keyring_is_one_sentence(tmp_path: Path, ring: MemoryKeyring) -> None:
    """What cannot be read says what to do instead."""
    ring.locked = True
    sentence = r'would not open \(KeyringLocked\)\. Unlock it and open Settings, or set FAL_KEY\.$'
    with pytest.raises(KeyStoreError, match=sentence):
        KeyStore(tmp_path, backend=ring).get('fal')


def test_a_locked_keyring_is_asked_once(tmp_path: Path, ring: MemoryKeyring) -> None:
    """Each question may put a dialog before the person and hold the program up: the next is asked in Settings."""
    KeyStore(tmp_path, backend=ring).set('fal', KEY)
    ring.locked = True
    store = KeyStore(tmp_path, backend=ring)
    for _ in range(3):
        with pytest.raises(KeyStoreError, match='would not open'):
            store.get('fal')
    assert not store.has('fal')
    assert ring.asked == 1
    assert not store.look_again('fal')
    ring.locked = False
    assert store.look_again('fal')
    assert (store.get('fal'), ring.asked) == (KEY, 3)
    assert not store.look_again('fal')
    assert ring.asked == 3


@pytest.mark.parametrize('key', ['', '  ', 'two words', 'schlüssel-0123456789', 'line\nbreak', 'x' * 600])
def test_what_is_no_key_is_refused_unsaid(tmp_path: Path, key: str) -> None:
    """Text that cannot be a key is not kept, and the sentence does not repeat it."""
    store = KeyStore(tmp_path, backend=NONE)
    with pytest.raises(KeyStoreError, match=r'^That is no key') as refused:
        store.set('fal', key)
    assert not key.strip() or key not in str(refused.value)
    assert store.get('fal') is None


def test_a_damaged_file_is_told_and_not_overwritten(tmp_path: Path) -> None:
    """Nothing is made up for a file that cannot be read, and its content is in no message."""
    path = tmp_path / 'keys.json'
    for damaged in ('{"fal": "half-a-ke', '["half-a-key"]'):
        path.write_text(damaged)
        store = KeyStore(tmp_path, backend=NONE)
        with pytest.raises(KeyStoreError, match=r'cannot be read as keys .*Delete it') as told:
            store.get('fal')
        assert 'half-a-ke' not in f'{told.value!r}'
        with pytest.raises(KeyStoreError, match=r'cannot be read as keys .*Delete it'):
            store.set('fal', KEY)
        assert path.read_text() == damaged


def test_a_file_in_the_way_is_one_sentence(tmp_path: Path) -> None:
    """Where a folder should be and a file is, the key is refused and nothing is left behind."""
    (tmp_path / 'config').write_text('in the way')
    with pytest.raises(KeyStoreError, match=r'(could not be written|cannot be read)'):
        KeyStore(tmp_path / 'config', backend=NONE).set('fal', KEY)
    assert [entry.name for entry in tmp_path.iterdir()] == ['config']


def test_a_short_key_shows_no_ending(tmp_path: Path, ring: MemoryKeyring) -> None:
    """Four characters of eight would be half the key."""
    store = KeyStore(tmp_path, backend=ring)
    store.set('fal', '12345678')
    assert store.ending('fal') == ''
    assert '12345678' not in f'{store!r}{vars(store).keys()}'
