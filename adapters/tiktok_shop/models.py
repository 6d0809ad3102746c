"""What TikTok Shop answers, as far as we read it. Tolerant: unknown keys are ignored, null counts as absent.

Ids are strings of digits, money is a string, and reading a price is not writing one: ``sale_price`` comes back for the
``amount`` that was sent.
"""

from __future__ import annotations

from pydantic import BaseModel, model_validator

from connector.wire.answers import TOLERANT, figure, without_nulls

__all__ = [
    "Certification",
    "CheckResult",
    "CreatedProduct",
    "Diagnoses",
    "EntryError",
    "Errors",
    "FoundProduct",
    "Picture",
    "Product",
    "SalesValue",
    "SearchPage",
    "ShopEntry",
    "Shops",
    "Sku",
    "TokenAnswer",
    "Tolerant",
    "UploadedFile",
    "UploadedImage",
]


class Tolerant(BaseModel):
    """Base of all of them."""

    model_config = TOLERANT
    _without_nulls = model_validator(mode="before")(without_nulls)


class TokenAnswer(Tolerant):
    """The expiries are moments, whatever their names say."""

    access_token: str
    refresh_token: str
    access_token_expire_in: int = 0
    refresh_token_expire_in: int = 0
    seller_name: str = ""
    user_type: int = 0


class ShopEntry(Tolerant):
    id: str
    name: str = ""
    region: str = ""
    cipher: str = ""


class Shops(Tolerant):
    shops: tuple[ShopEntry, ...] = ()


class Price(Tolerant):
    currency: str = ""
    sale_price: str = ""
    tax_exclusive_price: str = ""

    @property
    def dong(self) -> int | None:
        """The seller's own price; None where it is not told."""
        return figure(self.sale_price or self.tax_exclusive_price)


class Shelf(Tolerant):
    warehouse_id: str = ""
    quantity: int = 0


class Picture(Tolerant):
    uri: str = ""
    urls: tuple[str, ...] = ()


class SalesValue(Tolerant):
    id: str = ""
    name: str = ""
    value_id: str = ""
    value_name: str = ""
    sku_img: Picture = Picture()


class Identifier(Tolerant):
    code: str = ""
    type: str = ""


class Sku(Tolerant):
    id: str
    seller_sku: str = ""
    external_sku_id: str = ""
    price: Price = Price()
    inventory: tuple[Shelf, ...] = ()
    sales_attributes: tuple[SalesValue, ...] = ()
    identifier_code: Identifier = Identifier()

    @property
    def pieces(self) -> int:
        return sum(shelf.quantity for shelf in self.inventory)


class Audit(Tolerant):
    status: str = "NONE"


class FoundProduct(Tolerant):
    """A product as a search shows it."""

    id: str
    status: str = ""
    skus: tuple[Sku, ...] = ()
    update_time: int = 0
    audit: Audit = Audit()


class SearchPage(Tolerant):
    products: tuple[FoundProduct, ...] = ()
    total_count: int = 0
    next_page_token: str = ""


class ChainLink(Tolerant):
    id: str
    local_name: str = ""
    is_leaf: bool = False


class Named(Tolerant):
    id: str = ""
    name: str = ""


class Measure(Tolerant):
    value: str = ""
    unit: str = ""


class Sides(Tolerant):
    length: str = ""
    width: str = ""
    height: str = ""
    unit: str = ""


class AttributeEntry(Tolerant):
    id: str
    values: tuple[Named, ...] = ()


class PaperFile(Tolerant):
    id: str
    name: str = ""
    format: str = "PDF"


class Certification(Tolerant):
    id: str
    images: tuple[Picture, ...] = ()
    files: tuple[PaperFile, ...] = ()
    expiration_date: int = 0


class FailedReason(Tolerant):
    position: str = ""
    reasons: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()


class Product(Tolerant):
    """One version of a product."""

    id: str
    status: str = ""
    title: str = ""
    description: str = ""
    category_chains: tuple[ChainLink, ...] = ()
    brand: Named = Named()
    main_images: tuple[Picture, ...] = ()
    package_weight: Measure = Measure()
    package_dimensions: Sides = Sides()
    skus: tuple[Sku, ...] = ()
    certifications: tuple[Certification, ...] = ()
    product_attributes: tuple[AttributeEntry, ...] = ()
    audit: Audit = Audit()
    audit_failed_reasons: tuple[FailedReason, ...] = ()
    update_time: int = 0

    @property
    def leaf(self) -> str:
        """The category's id; '' where none is told."""
        leaves = [link.id for link in self.category_chains if link.is_leaf]
        return leaves[-1] if leaves else self.category_chains[-1].id if self.category_chains else ""


class WarningEntry(Tolerant):
    message: str = ""


class CreatedProduct(Tolerant):
    """What a create or an edit answers."""

    product_id: str = ""
    skus: tuple[Sku, ...] = ()
    warnings: tuple[WarningEntry, ...] = ()
    audit: Audit = Audit()


class FailReason(Tolerant):
    code: int = 0
    message: str = ""


class CheckResult(Tolerant):
    check_result: str = ""
    fail_reasons: tuple[FailReason, ...] = ()


class ErrorDetail(Tolerant):
    product_id: str = ""
    sku_id: str = ""
    extra_errors: tuple[FailReason, ...] = ()


class EntryError(Tolerant):
    """Why one entry of a batch did not count, although the call did."""

    code: int = 0
    message: str = ""
    detail: ErrorDetail = ErrorDetail()


class Errors(Tolerant):
    errors: tuple[EntryError, ...] = ()


class UploadedImage(Tolerant):
    uri: str


class UploadedFile(Tolerant):
    id: str


class DiagnosisResult(Tolerant):
    code: str = ""
    how_to_solve: str = ""


class Diagnosis(Tolerant):
    field: str = ""
    diagnosis_results: tuple[DiagnosisResult, ...] = ()


class DiagnosedProduct(Tolerant):
    id: str
    diagnoses: tuple[Diagnosis, ...] = ()


class Diagnoses(Tolerant):
    products: tuple[DiagnosedProduct, ...] = ()
