"""Facts in YAML, read by libyaml where Python has it: every command begins with some dozens of such files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:  # Any: whatever the file holds
    """What a file in UTF-8 holds.

    Raises:
        yaml.YAMLError: it is not YAML.
    """
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506  # both loaders are safe ones
