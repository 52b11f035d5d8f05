"""Which column is what: called so, and holding what its name says; dates, terms and sides that stand in forms of their own."""
