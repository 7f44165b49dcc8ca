"""Procedures: the dossiers of the thirty districts' one-stop desks."""

from citynight import area_night

dag = area_night("procedures")
