"""The pages below `docs/reference/`, written by the program itself: `make docs` makes them again."""
