"""Welfare: the beneficiaries of social benefits, and their payments step by step."""

from citynight import area_night

dag = area_night("welfare")
