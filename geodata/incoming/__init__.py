"""Files as people send them: read whatever comes, say what was understood and what is wrong."""
