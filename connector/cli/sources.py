"""The person's own files, as the configuration names them: what may be read, and never written onto."""

from __future__ import annotations

from pathlib import Path

from connector.config import CONFIG_NAME, CatalogueConfig, load_config
from connector.errors import BadUse

from .settings import Settings

__all__ = ["files_of", "kind_of", "known_files", "own_files"]


def known_files(settings: Settings) -> CatalogueConfig:
    """The catalogue of the configuration; an empty one where there is none."""
    if settings.config is None and not Path(CONFIG_NAME).exists():
        return CatalogueConfig()
    return load_config(settings.config).catalogue


def files_of(catalogue: CatalogueConfig) -> list[Path]:
    """Every sheet a catalogue is read from."""
    return [*catalogue.products, *catalogue.updates, *([catalogue.producers] if catalogue.producers else [])]


def own_files(settings: Settings) -> list[Path]:
    """Every sheet the configuration names."""
    return files_of(known_files(settings))


def kind_of(path: Path, known: tuple[str, ...]) -> str:
    """The suffix of a file to be written; BadUse ``E_OUT_KIND`` where it is none of ``known``."""
    suffix = path.suffix.lower()
    if suffix not in known:
        raise BadUse("E_OUT_KIND", suffix=path.suffix or path.name, known=", ".join(known))
    return suffix
