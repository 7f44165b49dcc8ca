"""Whether this installation is fit for its nights: each check looks at one thing and says what to do about it."""

from pipelines.doctor.checks import Advice, examine

__all__ = ["Advice", "examine"]
