"""What names of columns and cells say: words for columns and statuses, dates, amounts, currencies; each distinct cell is looked at once."""
