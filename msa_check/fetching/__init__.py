"""Politely downloading the statements behind a list of web addresses: the one part of the program that uses the network.

It runs only when it is asked for (extra [fetch]); nothing here reads a document, and no other module imports it but its command.
"""
