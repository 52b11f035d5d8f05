"""Layout: where a sheet's table begins and ends, which column is what, which sign and which order of dates; found, shown, overridable.

The rooms, from top to bottom, stand in the map (``docs/map.md``).
"""
