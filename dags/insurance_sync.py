"""Insurance: the social insurance's registers of cards and of health facilities, and what facilities look up."""

from citynight import area_night

dag = area_night("insurance")
