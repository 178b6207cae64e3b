"""The embedded demonstration dataset of Lesotho and the script that makes it."""
