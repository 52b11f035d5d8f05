"""The report room: text for a terminal, pictures, files. Nothing else formats or plots."""
