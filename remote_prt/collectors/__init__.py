"""What one visit asks of a host, and the Capture it yields."""
