"""Kills of a real process before and after each effect that outlives it: a commit, a socket write, a rename."""
