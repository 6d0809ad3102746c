"""The sample's photos, drawn: shapes of craft goods in craft colours, lit from the upper left. Nothing real is shown.

- ``colour``: palettes and mixing; ``pattern``: glaze, weave, cloth, wood, labels
- ``solid``: things turned on a wheel, boxes, discs, cut-out sheets
- ``wares``, ``craft``, ``goods``, ``clothes``: the forms, each made of those
- ``subject``: which form a product is, by its title
- ``scene``: backdrop, shadows, the shots taken of one subject
"""
