"""Hosts that attack whoever visits them: tricks on the wire, and the animals (scenarios) that play them."""
