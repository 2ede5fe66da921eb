"""What is measured rather than asserted: one folder or file a benchmark, run by `make bench-*`."""
