"""What is measured, and how to repeat it: ``python -m benchmarks.<name> DIR --json``, one module a benchmark.

All run the product's own steps on a library made for the purpose. Beside them runs the tutorial pipeline
(``benchmarks.baseline``), in the same process and with the same encoder.
"""
