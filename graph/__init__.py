"""To be written below."""
