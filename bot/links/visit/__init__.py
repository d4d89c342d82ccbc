"""Pages visited like a good guest: paced by host, asked only where that is allowed, read for what they say."""
