"""The by-hand adapter `by hand`: the fewest rules that take every product."""
