"""The staff edition of the atlas: community areas, walks and flags, and no staff of any site."""
