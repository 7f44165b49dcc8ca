"""What is measured on: a made-up city, what its suppliers deliver, and what each stage leaves for the next."""
