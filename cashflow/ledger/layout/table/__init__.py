"""Where the table of a sheet begins: its header of one row, two or none, what stands above it, and our own format."""
