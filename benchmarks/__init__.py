"""What each stage costs, beside the same work as bare SQL in the same run: `python -m benchmarks`."""
