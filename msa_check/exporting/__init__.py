"""Results of a batch in the forms that other programs read: tidy tables, and reports for build servers.

Nothing here judges, and no page or workbook is made here (msa_check.reporting).
"""
