"""Documents of the monthly summary: the PDF and the card, typeset by typst in worker processes."""
