"""The board's pictures in the whole window."""

from app.ui.components.element import Component


class Viewer(Component, component='viewer.js'):
    """Opened by the canvas, whose pictures it shows; what its buttons ask for goes by the canvas too."""
