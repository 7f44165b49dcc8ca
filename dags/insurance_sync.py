"""Insurance: the social insurance's register of health-insurance cards."""

from citynight import area_night

dag = area_night("insurance")
