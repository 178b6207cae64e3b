"""Rasters and lines of real ground, on the cells of a dataset's grid."""
