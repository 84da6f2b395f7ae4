"""Many files: which ones, their workers and limits, and one record for each whatever happens.

Nothing here judges a statement or words a report; the parent process never parses a document.
"""
