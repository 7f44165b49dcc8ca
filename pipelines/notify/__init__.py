"""One message a night to whoever keeps the system, when something is red."""

from pipelines.notify.once import notify
from pipelines.notify.report import NightReport

__all__ = ["NightReport", "notify"]
