"""Procedures: what the one-stop desks, the Government Office and the Ministry of Home Affairs tell of them."""

from citynight import area_night

dag = area_night("procedures")
