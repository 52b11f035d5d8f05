"""The what-if file as a workbook to fill in: the same tables and keys as in TOML, a sheet a kind of table.

`plan` says which sheets and columns there are, made of the same keys as everything else; `values` how a value stands in a cell;
`filled` writes tables into a workbook, `taken` reads them back and knows the cell of each; `template` starts one for a ledger.
"""
