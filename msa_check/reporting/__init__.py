"""Reports for people: one statement as a page, as text or as Markdown; many as an index and a workbook.

Nothing here judges: every word and number shown comes from a Report or a record. No clock, no disk; same input, same bytes.
"""
