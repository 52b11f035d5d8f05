"""Layout: where a sheet's table begins and ends, which column is what, which sign and which order of dates; found, shown, overridable."""
