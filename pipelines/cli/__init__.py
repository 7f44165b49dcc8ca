"""The program `citydb`: what a person types, and what the person is told.

One module for each group of commands. Here alone the clock is read, the environment becomes settings, and an instant is
shown in Hanoi's time; everything else is an argument of the functions that do the work.
"""

from pipelines.cli.program import main

__all__ = ["main"]
