"""The stages of a delivery's life, in order: extract, land, read, conform, validate, load, publish."""
