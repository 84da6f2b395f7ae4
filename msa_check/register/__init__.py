"""The government's register of statements: its file as rows, matched to documents, its answers put beside the text.

Nothing here reads a document, judges one, or reaches the network.
"""
