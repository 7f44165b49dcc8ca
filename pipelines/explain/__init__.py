"""Explain: from a record to the places where it stood, and from a published figure to the deliveries behind it."""

from pipelines.explain.choice import UnknownFigure
from pipelines.explain.failures import NobodyDelivered
from pipelines.explain.figure import Figure, explain_figure
from pipelines.explain.places import find_places
from pipelines.explain.record import recall
from pipelines.explain.story import Change, Held, Place, Story, Telling

__all__ = [
    "Change",
    "Figure",
    "Held",
    "NobodyDelivered",
    "Place",
    "Story",
    "Telling",
    "UnknownFigure",
    "explain_figure",
    "find_places",
    "recall",
]
