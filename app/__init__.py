"""ImageGen, the client: what runs as a window or as a page."""

from importlib.metadata import version
from typing import Final

__version__: Final = version('imagegen')
