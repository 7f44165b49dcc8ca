"""What is drawn: each drawing is computed here and written by `templates/_drawings.html.j2`."""
