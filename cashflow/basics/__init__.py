"""Ground floor: money, rates, days, business and fiscal calendars, errors. Knows nothing of ledgers or terms."""
