"""The simulation: real core, virtual marketplace, virtual clock, one seed for order and faults."""
