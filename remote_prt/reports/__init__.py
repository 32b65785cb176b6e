"""What people and programs read: rows, folding, table, CSV, JSON."""
