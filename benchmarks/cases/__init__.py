"""The data that benchmarks run on."""
