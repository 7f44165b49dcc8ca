"""A faultless reader of what suppliers send, in plain Python, obviously right; it shares nothing with the product."""
