"""ocop: the connector that puts Vietnam's OCOP products on the marketplaces where people buy."""

__all__ = ["__version__"]

__version__ = "0.1.0"
