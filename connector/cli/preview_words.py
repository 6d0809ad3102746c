"""The words on the pages of ``ocop media preview``: a drawn entry becomes a block with everything said in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from connector.messages import catalogue_of
from connector.model import MediaIdentity, Product
from connector.report.figures import day_text
from connector.report.sentences import problem_text
from connector.run.preview import Gallery
from connector.run.preview_drawing import Drawing, Made, Original
from media import MediaProblem
from media.preview import Block, Strip, Tile

from .settings import Settings

__all__ = ["PreviewWords", "printable"]


@dataclass(frozen=True, slots=True)
class PreviewWords:
    """Blocks in the reader's language, true for ``day``."""

    settings: Settings
    day: date

    def block(self, drawing: Drawing) -> Block:
        return self._of_product(drawing) if drawing.entry.product is not None else self._of_photo(drawing)

    def _of_photo(self, drawing: Drawing) -> Block:
        """One photo: itself, then each marketplace's rendition, side by side."""
        (original,), (renditions,) = drawing.originals, drawing.made
        say = self.settings.say
        tiles = [self._original(original, say("preview.original"))]
        ways = drawing.entry.treatments
        tiles += [self._rendition(made, way.title) for way, made in zip(ways, renditions, strict=False)]
        facts = ""
        if original.image is not None:
            facts = say("preview.size", width=original.width, height=original.height, format=original.format)
        elif original.problem is not None:
            facts = say("preview.unusable")
        # Unusable photos keep the places of their renditions, so that blocks stand under each other.
        places = (None,) * (1 + len(ways) - len(tiles))
        bad = original.problem is not None
        return Block(printable(original.photo.name), facts, (Strip((*tiles, *places)),), alert=bad)

    def _of_product(self, drawing: Drawing) -> Block:
        """One product: its photos in a row, below each what every shop makes of it."""
        product = drawing.entry.product
        assert product is not None
        say = self.settings.say
        photos = tuple(self._original(original, printable(original.photo.name)) for original in drawing.originals)
        strips = [Strip(photos, say("preview.originals"), say("preview.photos", count=len(photos)))]
        for gallery, made in zip(drawing.entry.galleries, drawing.made, strict=True):
            strips.append(self._shop(gallery, made, drawing.originals))
        codes = [variant.sku for variant in product.variants]
        name = codes[0] if len(codes) == 1 else f"{product.product_key} ({say('preview.skus', count=len(codes))})"
        return Block(f"{name} · {printable(product.title_vi)}", self._claim(product), tuple(strips))

    def _shop(self, gallery: Gallery, made: Sequence[Made], originals: Sequence[Original]) -> Strip:
        captions = {one.key: self._place(place, one) for place, one in enumerate(gallery.pictures, 1)}
        captions |= {one.key: self.settings.say("preview.option", value=value) for one, value in gallery.options}
        tiles: list[Tile | None] = []
        if not gallery.withdrawn:
            by_column = {one.column: one for one in made}
            absent = self.settings.say("preview.not_shown")
            for column in range(len(originals)):
                one = by_column.get(column)
                if one is None:
                    tiles.append(Tile(None, remark=absent, without="absent"))
                else:
                    tiles.append(self._rendition(one, captions[one.identity.key]))
            cards = [one for one in made if one.column >= len(originals)]
            tiles += [self._rendition(one, captions[one.identity.key]) for one in cards]
        sentences = []
        for reason in gallery.reasons:
            params = {name: str(value) for name, value in reason.params.items()}
            sentences.append(problem_text(reason.code, {"field": reason.field, **params}, self.settings.lang))
        label = gallery.window.title
        return Strip(tuple(tiles), label, gallery.window.shop, " ".join(sentences))

    def _place(self, place: int, identity: MediaIdentity) -> str:
        """``1 · ảnh bìa · dấu 4 sao``"""
        say = self.settings.say
        words = [say("preview.cover") if place == 1 else say("preview.place", place=place)]
        if identity.card:
            words.append(say("preview.card"))
        elif identity.badge:
            words.append(say("preview.badge", star=identity.badge[0]))
        return " · ".join(words)

    def _original(self, original: Original, caption: str) -> Tile:
        if original.image is None:
            return Tile(None, caption, self.short(original.problem))
        return Tile(original.image, caption)

    def _rendition(self, made: Made, caption: str) -> Tile:
        if made.image is None:
            return Tile(None, caption, self.short(made.problem))
        remarks = (self.settings.say(f"preview.{code}") for code in made.warnings)
        return Tile(made.image, caption, " ".join(remarks))

    def short(self, problem: MediaProblem | None) -> str:
        """A problem in as many words as a tile has room for."""
        if problem is None:
            return ""
        code = f"preview.{problem.code}"
        known = code in catalogue_of(self.settings.lang)
        return self.settings.say(code if known else problem.code, **problem.params)

    def _claim(self, product: Product) -> str:
        """Where the product's certificate stands on the day, since that decides on every badge below."""
        say, lang = self.settings.say, self.settings.lang
        record = product.certification.current
        if record is None:
            waits = product.certification.potential_star
            return say("preview.claim_potential", star=waits) if waits else say("preview.claim_none")
        if record.revoked(self.day):
            return say("preview.claim_revoked", star=record.star)
        if not record.complete or record.expiry_date is None:
            return say("preview.claim_incomplete", star=record.star)
        until = day_text(record.expiry_date, lang)
        return say(
            "preview.claim" if record.in_force(self.day) else "preview.claim_expired", star=record.star, day=until
        )


def printable(name: str) -> str:
    """A name on one line, which cannot turn the direction of reading."""
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in name)
