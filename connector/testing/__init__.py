"""For authors of adapters and for our own tests: virtual time and, later, the contract suite."""
