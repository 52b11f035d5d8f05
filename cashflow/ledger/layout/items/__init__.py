"""Which rows below the header are items: no sums, headings, repeated bills or rows of payments."""
