"""Speed beside a baseline: catalogues of any size, whole processes measured, results.md. See README.md."""
