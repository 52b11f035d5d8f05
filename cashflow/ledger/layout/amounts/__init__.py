"""Which columns of money hold which of our amounts, with their sign, tax and unit; and what must be asked of them."""
