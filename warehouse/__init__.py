"""The city database: its tables, its one writer and its marts."""
