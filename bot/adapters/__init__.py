"""Effects at the edge: siblings that never import each other; only the composition root imports them."""
