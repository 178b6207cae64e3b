"""The map: its figure, layers, legend and what stands under the pointer."""
