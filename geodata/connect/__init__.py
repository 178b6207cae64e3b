"""
Data fetched from elsewhere: the only place of the atlas that speaks to the network.

Each source is one module with one interface, ``Connector``: DHIS2, Naomi, geoBoundaries and
WorldPop. What is fetched lands in a folder and then goes through the same reading, checking and
draft as a file that somebody uploads.

What is asked of whom: only an address that the user gave or that this package names; only https
(http for this very machine); no redirect with a token, and without one only to hosts that the
source names; no address of a private network unless that was allowed; no proxy, which would look
up names in our place. Nothing is asked unless the user asks for it. None of this has been tried
against a live server yet: the tests ask a stand-in that answers as the documentation says.
"""
