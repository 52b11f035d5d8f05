"""In which currency amounts stand: by columns, headings, names of columns, and beside the company's own."""
