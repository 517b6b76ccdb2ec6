"""What operators look at from the terminal, beside a bot that runs: counts only, nobody's name and nobody's words."""
