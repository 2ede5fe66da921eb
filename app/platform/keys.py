"""Where provider keys live: the environment, the system's keyring, or a file that only its owner can read."""

import json
import logging
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import keyring
import keyring.backends.fail
import keyring.backends.null
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, PasswordDeleteError

KeyName = Literal['fal', 'openai']
Source = Literal['environment', 'keyring', 'file']

ENVIRONMENT: Mapping[KeyName, str] = {'fal': 'FAL_KEY', 'openai': 'OPENAI_API_KEY'}
_SERVICE = 'imagegen'
_log = logging.getLogger(__name__)


class KeyStoreError(Exception):
    """A key could not be kept or read; the message says where and what to do, and never holds a key."""


class KeyStore:
    """Provider keys by name. A key of the environment wins over a stored one.

    `environment` holds the values of FAL_KEY and OPENAI_API_KEY, wherever the settings found them. The first look
    at a key may ask the system's keyring, which may block: make it in a thread. Later ones are answered from memory,
    where the keyring would not open too, until `look_again`. No key is ever part of a message, a log line or a `repr`.
    """

    def __init__(
        self, folder: Path, environment: Mapping[str, str] | None = None, backend: KeyringBackend | None = None
    ) -> None:
        self._file = _KeyFile(folder / 'keys.json')
        self._environment = dict(environment or {})
        self._keyring = _usable(backend or keyring.get_keyring())
        self._known: dict[KeyName, str | KeyStoreError | None] = {}

    @property
    def where(self) -> str:
        """A sentence for the Settings page: where keys typed there are kept."""
        if self._keyring is not None:
            return f'Keys are kept in the system keyring ({self._keyring.name}).'
        return f'This system has no keyring, so keys are kept in {self._file.path}, which only you can read.'

    def get(self, name: KeyName) -> str | None:
        """The key, or None where there is none. Raises `KeyStoreError`."""
        if key := self._environment.get(ENVIRONMENT[name], '').strip():
            return key
        if name not in self._known:
            self._known[name] = self._looked_up(name)
        known = self._known[name]
        if isinstance(known, KeyStoreError):
            raise KeyStoreError(str(known))
        return known

    def look_again(self, name: KeyName) -> bool:
        """Ask once more for a key that could not be read; return whether it can be now. May block."""
        if not isinstance(self._known.get(name), KeyStoreError):
            return False
        self._known[name] = self._looked_up(name)
        return not isinstance(self._known[name], KeyStoreError)

    def has(self, name: KeyName) -> bool:
        """Whether there is a key that can be read."""
        try:
            return self.get(name) is not None
        except KeyStoreError:
            return False

    def source(self, name: KeyName) -> Source | None:
        """Where the key in use comes from, None where there is none."""
        if self._environment.get(ENVIRONMENT[name], '').strip():
            return 'environment'
        if self.get(name) is None:
            return None
        return 'file' if self._keyring is None or name in self._file.read() else 'keyring'

    def ending(self, name: KeyName) -> str | None:
        """The last four characters, for a person to recognise a key by; a key under 16 characters shows none."""
        key = self.get(name)
        if key is None:
            return None
        return key[-4:] if len(key) >= 16 else ''

    def set(self, name: KeyName, key: str) -> None:
        """Keep a key. Raises `KeyStoreError` where it is no key or cannot be kept."""
        key = key.strip()
        if not key or not key.isascii() or not key.isprintable() or ' ' in key or len(key) > 512:
            raise KeyStoreError(
                'That is no key: it is empty, or holds spaces or characters that no key has. Paste it again.'
            )
        if self._keyring is None or not self._kept_in(self._keyring, name, key):
            self._file.write({**self._file.read(), name: key})
        self._known[name] = key

    def delete(self, name: KeyName) -> None:
        """Forget a stored key; one of the environment stays. Raises `KeyStoreError`."""
        if self._keyring is not None:
            try:
                self._keyring.delete_password(_SERVICE, name)
            except PasswordDeleteError:
                pass  # there was none
            except KeyringError as error:
                raise KeyStoreError(f'The system keyring would not forget the key ({type(error).__name__}).') from None
        kept = self._file.read()
        if kept.pop(name, None) is not None:
            self._file.write(kept)
        self._known[name] = None

    def _looked_up(self, name: KeyName) -> str | KeyStoreError | None:
        try:
            return self._stored(name)
        except KeyStoreError as error:
            return error

    def _stored(self, name: KeyName) -> str | None:
        if (key := self._file.read().get(name)) is not None or self._keyring is None:
            return key
        try:
            return self._keyring.get_password(_SERVICE, name)
        except KeyringError as error:
            raise KeyStoreError(
                f'The system keyring would not open ({type(error).__name__}). '
                f'Unlock it and open Settings, or set {ENVIRONMENT[name]}.'
            ) from None

    def _kept_in(self, backend: KeyringBackend, name: KeyName, key: str) -> bool:
        try:
            backend.set_password(_SERVICE, name, key)
        except KeyringError as error:
            _log.warning('The system keyring refused a key (%s); it goes into a file.', type(error).__name__)
            self._keyring = None
            return False
        kept = self._file.read()
        if kept.pop(name, None) is not None:
            self._file.write(kept)
        return True


class _KeyFile:
    """A JSON object of keys that is replaced whole, readable by its owner from the first byte on."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, str]:
        try:
            kept = json.loads(self.path.read_text('utf-8'))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise KeyStoreError(self._unreadable(type(error).__name__)) from None
        if not isinstance(kept, dict) or not all(isinstance(value, str) for value in kept.values()):
            raise KeyStoreError(self._unreadable('not a list of keys'))
        return kept

    def write(self, kept: Mapping[str, str]) -> None:
        temporary: str | None = None
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor, temporary = tempfile.mkstemp(dir=self.path.parent, prefix='.keys-')  # made with mode 0600
            with os.fdopen(descriptor, 'w', encoding='utf-8') as file:
                json.dump(kept, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.path)
            _sync_folder(self.path.parent)
        except OSError as error:
            if temporary is not None:
                Path(temporary).unlink(missing_ok=True)
            raise KeyStoreError(f'The key could not be written to {self.path} ({error.strerror}).') from None

    def _unreadable(self, why: str) -> str:
        return f'{self.path} cannot be read as keys ({why}). Delete it and enter the keys again in Settings.'


def _sync_folder(folder: Path) -> None:
    if sys.platform == 'win32':
        return  # a folder cannot be opened there
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _usable(backend: KeyringBackend) -> KeyringBackend | None:
    """None for the backends that stand for "there is no keyring"."""
    if isinstance(backend, (keyring.backends.fail.Keyring, keyring.backends.null.Keyring)):
        return None
    return backend
