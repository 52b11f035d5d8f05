"""Which payment pays which invoice: by reference, by amount, else the oldest first; and what is paid."""
