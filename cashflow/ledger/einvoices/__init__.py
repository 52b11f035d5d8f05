"""E-invoices: XML of UBL and CII, alone or inside a PDF, to rows under our names."""
