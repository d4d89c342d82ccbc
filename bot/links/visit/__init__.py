"""Pages visited like a good guest: paced by host, asked only where allowed, read for what they say."""
