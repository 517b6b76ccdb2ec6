"""Draws the specimens in docs/pictures anew: `python -m docs.specimens` (needs pdftoppm, from poppler-utils)."""  # noqa: INP001 - a script beside the pictures, not a package

import subprocess
from pathlib import Path

import orjson

from bot.adapters.documents.data import card_data, portfolio_data
from bot.adapters.documents.render import Document, render
from tests.integration.sample_month import sample_report

PICTURES = Path(__file__).parent / "pictures"


def main() -> None:
    """Writes the sample month's PDF pages and its card as PNG files."""
    PICTURES.mkdir(exist_ok=True)
    report = sample_report()
    (PICTURES / "card.png").write_bytes(render(Document.CARD, orjson.dumps(card_data(report))))
    pdf = render(Document.PORTFOLIO, orjson.dumps(portfolio_data(report)))
    pages = PICTURES / "summary-page"
    subprocess.run(["pdftoppm", "-r", "96", "-png", "-", str(pages)], input=pdf, check=True)  # noqa: S603, S607 - a fixed command found on the path


if __name__ == "__main__":
    main()
