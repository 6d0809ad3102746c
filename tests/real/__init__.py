"""Real ``ocop`` processes against real marketplace processes: killed, cut off, out of room, out of time, in pairs."""
