"""Read modern slavery statements and check them against disclosure rules."""

__version__ = "0.1.0"
