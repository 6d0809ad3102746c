"""What the issue "must show", on the whole packaged sample, over loopback, with the mock as a process of its own."""
