"""Population: the ministry of public security's citizens, cards and e-ID accounts, and the digital signatures."""

from citynight import area_night

dag = area_night("population")
