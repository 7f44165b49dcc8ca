"""Population: the ministry of public security's changes of the day."""

from citynight import area_night

dag = area_night("population")
