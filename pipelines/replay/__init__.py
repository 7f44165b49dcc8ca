"""Replay: what has landed, taken through read, conform, validate and load again; and a person's decisions on it."""

from pipelines.replay.decide import Decided, Verb, decide
from pipelines.replay.model import Choice, Taken
from pipelines.replay.rebuild import Rebuilt, rebuild
from pipelines.replay.replay import replay

__all__ = ["Choice", "Decided", "Rebuilt", "Taken", "Verb", "decide", "rebuild", "replay"]
