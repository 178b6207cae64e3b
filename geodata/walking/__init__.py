"""How long women walk: speeds, the graph of the grid, and the engines that find the least times."""
