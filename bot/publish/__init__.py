"""People's words on GitHub, proposals, and what is written there."""
