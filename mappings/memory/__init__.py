"""The reference adapter `memory`: the fewest rules that take every product."""
