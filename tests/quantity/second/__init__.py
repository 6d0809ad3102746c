"""A second reader of product sheets: what every cell should give, said once more in other words.

It stands on the standard library and on two lists of places, as data; nothing of the connector is imported here
(``tests/quantity/test_second.py`` looks). Where the two readers differ, one of them is wrong.
"""

from .rows import Answer, Book, read_rows

__all__ = ["Answer", "Book", "read_rows"]
