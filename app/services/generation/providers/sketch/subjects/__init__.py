"""The subjects that Sketch can draw. Importing a module of drawings enters them into the book."""

from app.services.generation.providers.sketch.subjects import (
    beasts,
    buildings,
    figures,
    pets,
    plants,
    vehicles,
    wings,
)
from app.services.generation.providers.sketch.subjects.pen import KINDS, Kind, Pen

__all__ = ['KINDS', 'Kind', 'Pen', 'beasts', 'buildings', 'figures', 'pets', 'plants', 'vehicles', 'wings']
