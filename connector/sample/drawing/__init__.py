"""The sample's photos, drawn: shapes of craft goods in craft colours, lit from the upper left. Nothing real is shown.

colour    palettes and mixing                  solid    things turned on a wheel, boxes, discs, cut-out sheets
pattern   glaze, weave, cloth, wood, labels    wares    vessels, bottles, baskets, hats: turned things
goods     packs, food, cloth, frames: the rest subject  which of them a product is, by its title
scene     backdrop, shadows, the shots taken of one subject
"""
