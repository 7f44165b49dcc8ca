"""One module per stage, each with its `CASES`."""
