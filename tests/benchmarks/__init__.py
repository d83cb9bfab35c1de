"""Benchmarks: each figure beside its limit and its peers, measured in the same run (`make bench`)."""
